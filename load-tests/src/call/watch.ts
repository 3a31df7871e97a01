import type { SeenFrame } from '../stamp/frame-reader.ts'
import { stampAgeMs } from '../stamp/stamp-code.ts'

/** What was seen of one call's picture over a while. */
export interface Watch {
  readonly frames: number
  /** Frames whose stamp could not be read. */
  readonly unread: number
  readonly width: number
  readonly height: number
  /** Glass to glass, one value for each readable frame. */
  readonly agesMs: readonly number[]
  /** From each frame to the next. */
  readonly gapsMs: readonly number[]
}

/**
 * `clockDifferenceMs` is what must be added to the camera page's clock to get the viewer page's. Stamps come
 * from the first, readings from the second.
 */
export function watchOf(frames: readonly SeenFrame[], clockDifferenceMs: number): Watch {
  const readable = frames.filter(({ stamp }) => stamp !== null)
  const last = frames.at(-1)
  return {
    frames: frames.length,
    unread: frames.length - readable.length,
    width: last?.width ?? 0,
    height: last?.height ?? 0,
    agesMs: readable.map(({ stamp, units }) => stampAgeMs(stamp ?? 0, units) - clockDifferenceMs),
    gapsMs: frames.slice(1).map(({ at }, index) => at - (frames[index]?.at ?? at)),
  }
}
