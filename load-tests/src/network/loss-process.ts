import type { Loss } from './conditions.ts'
import type { Random } from './random.ts'

/** Asked once for each packet: whether it is lost. */
export type LossProcess = () => boolean

export function createLossProcess(loss: Loss, random: Random): LossProcess {
  switch (loss.kind) {
    case 'none':
      return () => false
    case 'random':
      return () => random() < loss.share
    case 'bursty':
      return burstyLoss(loss, random)
    default:
      return loss satisfies never
  }
}

function burstyLoss(loss: Extract<Loss, { kind: 'bursty' }>, random: Random): LossProcess {
  const badShare = Math.min(1, loss.share / loss.shareInBurst)
  const leaveBad = 1 / loss.burstPackets
  const enterBad = badShare >= 1 ? 1 : (leaveBad * badShare) / (1 - badShare)
  let isBad = false
  return () => {
    isBad = isBad ? random() >= leaveBad : random() < enterBad
    return isBad && random() < loss.shareInBurst
  }
}
