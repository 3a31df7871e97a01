import { framesPerSecond, frozenMs, longestGapMs } from '../connect/frames.ts'
import { median } from '../report/index.ts'
import type { ChatStorm } from './chat-storm.ts'
import type { Recovery, RecoveryPath } from './recovery.ts'
import { concealedShare, longestSoundGapMs } from './sound.ts'
import type { Path, Reception } from './weak-call.ts'

/** One measurement of what the shopper saw and heard. */
export interface Watch {
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  /** Of the time. */
  readonly frozenShare: number
  readonly longestGapMs: number
  /** Of the sound. */
  readonly concealedShare: number
  readonly longestSoundGapMs: number
}

export interface TrickleWatch extends Watch {
  /** Longest time without a fresh picture. */
  readonly staleMs: number
}

export interface WeakResults {
  readonly storms: ChatStorm[]
  readonly narrow: Watch[]
  readonly lossy: Record<Path, Watch[]>
  readonly trickle: TrickleWatch[]
  /** From the last moving picture to the first still. */
  readonly firstStillsMs: number[]
  readonly recovery: Record<RecoveryPath, Recovery[]>
}

export function emptyResults(): WeakResults {
  return {
    storms: [],
    narrow: [],
    lossy: { visavis: [], naive: [] },
    trickle: [],
    firstStillsMs: [],
    recovery: { visavis: [], direct: [] },
  }
}

export function watchOf({ footage, samples }: Reception): Watch {
  const { frames, from, to } = footage
  return {
    width: frames.length > 0 ? median(frames.map(({ width }) => width)) : 0,
    height: frames.length > 0 ? median(frames.map(({ height }) => height)) : 0,
    framesPerSecond: framesPerSecond(footage),
    frozenShare: frozenMs(footage) / (to - from),
    longestGapMs: longestGapMs(footage),
    concealedShare: concealedShare(samples),
    longestSoundGapMs: longestSoundGapMs(samples),
  }
}

export function watchText(watch: Watch): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  return [
    `${watch.width}×${watch.height} at ${watch.framesPerSecond.toFixed(1)} fps`,
    `frozen ${percent(watch.frozenShare)}`,
    `concealed ${percent(watch.concealedShare)}`,
    `longest silence ${Math.round(watch.longestSoundGapMs)} ms`,
  ].join(', ')
}
