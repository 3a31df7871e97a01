import type { Conditions, LinkConditions, Loss } from './conditions.ts'
import type { LinkCounts } from './link.ts'

/** In words, a line for each direction. */
export function describeConditions({ up, down }: Conditions): string {
  return `  up    ${describeLink(up)}\n  down  ${describeLink(down)}`
}

export function describeCounts(direction: string, counts: LinkCounts): string {
  const { packets, bytes, lost, overflowed } = counts
  const sum = `${packets} packets, ${Math.round(bytes / 1_000)} KB`
  return `  ${direction.padEnd(5)} ${sum}, ${lost} lost, ${overflowed} dropped at a full queue`
}

function describeLink({ delayMs, jitterMs, loss, rateBps, queueBytes, reorder }: LinkConditions) {
  return [
    `${delayMs} ms${jitterMs > 0 ? ` ± ${jitterMs}` : ''}`,
    rateBps === null ? 'any rate' : `${rateBps / 1_000} kbps, ${queueBytes / 1_000} KB queue`,
    describeLoss(loss),
    ...(reorder.share > 0 ? [`${percent(reorder.share)} ${reorder.byMs} ms late`] : []),
  ].join(', ')
}

function describeLoss(loss: Loss): string {
  switch (loss.kind) {
    case 'none':
      return 'no loss'
    case 'random':
      return `${percent(loss.share)} lost`
    case 'bursty':
      return `${percent(loss.share)} lost in bursts`
    default:
      return loss satisfies never
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
