import type { Page } from 'puppeteer'
import { waitUntilGone } from '../browser/index.ts'
import { EMPTY_PATH, openPage, waitUntilWarm } from './page-setup.ts'
import { sdkScript } from './sdk-scripts.ts'
import type { Distance } from './widget-calls.ts'
import { setClear, setRoundTrip, type World } from './world.ts'

/** Scripts loaded and the socket open, but no transports. */
export async function coldCall(world: World, desk: Page, distance: Distance): Promise<number> {
  const { shopper, advisor } = world
  setClear(shopper, advisor)
  const page = await openPage(shopper, `${shopper.origin}${EMPTY_PATH}`, [await sdkScript()])
  try {
    const client = await page.evaluateHandle(async () => {
      const one = visavisSdkPage.createShopper()
      await one.connect()
      await one.preload()
      return one
    })
    setRoundTrip(shopper, distance.shopperMs)
    setRoundTrip(advisor, distance.advisorMs)
    const ms = await page.evaluate((one) => visavisSdkPage.callCold(one), client)
    setClear(shopper, advisor)
    await page.evaluate((one) => one.close(), client)
    await waitUntilGone(desk, 'remote-video')
    await waitUntilWarm(desk)
    return ms
  } finally {
    await page.close()
  }
}
