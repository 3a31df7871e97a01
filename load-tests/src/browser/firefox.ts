import { existsSync } from 'node:fs'

/** Debian's, and Mozilla's package. The first that exists is used. */
const EXECUTABLES = ['/usr/bin/firefox-esr', '/usr/bin/firefox']

/** Nothing but the pages under test may use the network or the processor. */
export const QUIET_PREFERENCES = {
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'widget.windows.window_occlusion_tracking.enabled': false,
} as const

/** A camera with a test picture, a microphone that hums, and permission for both and for the screen. */
export const FAKE_MEDIA_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
} as const

export function findFirefox(): string {
  const found = EXECUTABLES.find((path) => existsSync(path))
  if (!found) throw new Error('Firefox is missing. On Debian: apt-get install firefox-esr')
  return found
}
