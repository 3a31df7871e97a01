import type { Watch } from './watch.ts'

/** The two ways a picture can take. */
export const PATHS = ['direct', 'visavis'] as const
export type Path = (typeof PATHS)[number]

/** One turn of each path, one right after the other. */
export interface Round {
  /** Milliseconds to the first frame: from the click, or from the offer on the direct path. */
  readonly firstFramesMs: Readonly<Record<Path, readonly number[]>>
  readonly watch: Readonly<Record<Path, Watch>>
}
