import { readFileSync } from 'node:fs'
import type { MediaLogger } from './media-logger.ts'
import type { MediaWorker } from './media-worker.ts'
import { killIfThere } from './stop-worker.ts'

/** Between two questions. A worker answers in less than a millisecond. */
const LOOK_MS = 200
/** Questions in vain before a worker is given up. Fewer mistakes a busy moment for a hang; each costs callers 200 ms of picture. */
const MISSES = 3
/** When this process itself was held up so long, answers wait to be read: it is not the worker that is late. */
const OWN_DELAY_MS = 100
/** A worker that waits for a processor gets less than this part of it; one that runs in circles gets more. */
const STARVED_PART = 0.2

/** What of a worker is looked at. */
type Watched = Pick<MediaWorker, 'id' | 'isSuspect'> & {
  readonly process: Pick<MediaWorker['process'], 'pid' | 'getResourceUsage'>
}

/**
 * Asks a worker whether it is there, as one that hangs does not end by itself. It is suspect from the first question in vain,
 * and killed after the third: what follows is as for any worker that dies. Answers how to stop.
 */
export function watchWorker(worker: Watched, logger: MediaLogger): () => void {
  let misses = 0
  let isWaiting = false
  let lookedAt = performance.now()
  let usedBefore = 0
  const ask = () => {
    isWaiting = true
    usedBefore = usageOf(worker.process.pid).usedMs
    // One that is closed is not asked again.
    worker.process.getResourceUsage().then(answered, () => {})
  }
  const answered = () => {
    isWaiting = false
    misses = 0
    worker.isSuspect = false
  }
  const look = () => {
    const now = performance.now()
    const passedMs = now - lookedAt
    lookedAt = now
    if (!isWaiting) return ask()
    const { isReady, usedMs } = usageOf(worker.process.pid)
    const used = usedMs - usedBefore
    usedBefore = usedMs
    if (passedMs > LOOK_MS + OWN_DELAY_MS) return
    // Ready to run, and yet it hardly did.
    if (isReady && used < STARVED_PART * passedMs) return
    worker.isSuspect = true
    if (++misses < MISSES) return
    logger.error({ worker: worker.id }, 'media worker hangs; killing it')
    killIfThere(worker.process.pid)
  }
  const timer = setInterval(look, LOOK_MS).unref()
  return () => clearInterval(timer)
}

/** As Linux tells; where there is no such thing nobody is starved. */
function usageOf(pid: number): { isReady: boolean; usedMs: number } {
  try {
    const [used = '0'] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The state follows the name, which is in parentheses.
    const isReady = stat.slice(stat.lastIndexOf(')') + 2).startsWith('R')
    return { isReady, usedMs: Number(used) / 1_000_000 }
  } catch {
    return { isReady: false, usedMs: 0 }
  }
}
