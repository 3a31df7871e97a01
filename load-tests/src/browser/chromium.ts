import { existsSync } from 'node:fs'

/** Debian's, its wrapper, and Google's package. The first that exists is used. */
const EXECUTABLES = [
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Nothing but the pages under test may use the network or the processor. */
export const QUIET_FLAGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-dev-shm-usage',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
]

/** A camera with a test picture, a microphone that beeps, and permission for both. */
export const FAKE_MEDIA_FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

/** The camera at half its rate: two browsers and a server share few cores, and most of the work is encoding. */
export const SLOW_CAMERA_FLAG = '--use-fake-device-for-media-stream=fps=15'

export function findChromium(): string {
  const found = EXECUTABLES.find((path) => existsSync(path))
  if (!found) throw new Error('Chromium is missing. On Debian: apt-get install chromium')
  return found
}
