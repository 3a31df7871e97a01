export { FAKE_MEDIA_FLAGS, findChromium, QUIET_FLAGS, SLOW_CAMERA_FLAG } from './chromium.ts'
export { type ClockOffset, measureClockOffset } from './clock-offset.ts'
export {
  observeMedia,
  type Picture,
  pictureOf,
  received,
  waitForReceived,
} from './media.ts'
export { namespaceAddress } from './network-namespace.ts'
export { type PageProblems, watchPageProblems } from './page-problems.ts'
export type { Received } from './peer-registry.ts'
export { pressOn } from './press-on.ts'
export {
  type BrowserKind,
  type BrowserOptions,
  launchBrowser,
  type TestBrowser,
} from './test-browser.ts'
export { byTestId, clickTestId, waitForTestId, waitUntilGone } from './test-id.ts'
