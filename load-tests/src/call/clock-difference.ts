import type { Page } from 'puppeteer'
import { measureClockOffset } from '../browser/index.ts'

/** Beyond it, a comparison of the pages' times would mean nothing. */
const LARGEST_UNCERTAINTY_MS = 5

/** What to add to a time of the camera's page to get the viewer's. 0 when no difference can be told. */
export async function clockDifferenceMs(viewer: Page, camera: Page): Promise<number> {
  const [here, there] = [await measureClockOffset(viewer), await measureClockOffset(camera)]
  const uncertaintyMs = here.uncertaintyMs + there.uncertaintyMs
  if (uncertaintyMs > LARGEST_UNCERTAINTY_MS) {
    throw new Error(`The pages' clocks cannot be compared: ± ${uncertaintyMs} ms`)
  }
  const difference = there.offsetMs - here.offsetMs
  return Math.abs(difference) > uncertaintyMs ? difference : 0
}
