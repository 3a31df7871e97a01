import type { TestBrowser } from '../browser/index.ts'
import type { Watch } from './watch.ts'

/** A way that the camera's picture takes to the viewer. */
export interface CallPath {
  /** Milliseconds to the first frame, for each of `calls` calls, one after the other. */
  firstFramesMs(calls: number): Promise<number[]>
  /** One call, watched for `seconds` once it has settled. */
  watch(seconds: number): Promise<Watch>
}

/** Two browsers, as two people have. */
export interface Browsers {
  readonly viewer: TestBrowser
  readonly camera: TestBrowser
}

/** Bandwidth estimation is still finding its rate before. */
export const SETTLE_MS = 5_000
