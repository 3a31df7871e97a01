import type { Page } from 'puppeteer'
import { naiveScript } from '../naive/index.ts'
import { EMPTY_PATH, openPage } from './page-setup.ts'
import type { Distance } from './widget-calls.ts'
import { type Side, setClear, setRoundTrip, type World } from './world.ts'

export interface NaiveCall extends AsyncDisposable {
  readonly shop: Page
  readonly desk: Page
  readonly firstFrameMs: number
}

export interface NaiveCallOptions {
  readonly distance: Distance
  /** Whether the shopper's socket is open before the click. */
  readonly isOpen: boolean
  readonly scripts?: readonly string[]
}

/** A call by the naive flow on both sides. No desk of the product may be open meanwhile: it would answer. */
export async function startNaiveCall(world: World, options: NaiveCallOptions): Promise<NaiveCall> {
  const { shopper, advisor } = world
  const { distance, isOpen, scripts = [] } = options
  setClear(shopper, advisor)
  const desk = await openNaivePage(advisor, scripts)
  const shop = await openNaivePage(shopper, scripts)
  await desk.evaluate(async () => {
    globalThis.visavisNaivePerson = await visavisNaive.startAdvisor()
  })
  await shop.evaluate(
    async (shopperOptions) => {
      globalThis.visavisNaivePerson = await visavisNaive.startShopper(shopperOptions)
    },
    { isOpen },
  )
  setRoundTrip(shopper, distance.shopperMs)
  setRoundTrip(advisor, distance.advisorMs)
  const firstFrameMs = await shop.evaluate(() => visavisNaivePerson.call?.() ?? Number.NaN)
  return {
    shop,
    desk,
    firstFrameMs,
    async [Symbol.asyncDispose]() {
      setClear(shopper, advisor)
      for (const page of [shop, desk]) {
        await page.evaluate(() => visavisNaivePerson.close())
        await page.close()
      }
    },
  }
}

/** Milliseconds from the click to the first frame. */
export async function naiveCall(
  world: World,
  options: Pick<NaiveCallOptions, 'distance' | 'isOpen'>,
): Promise<number> {
  await using call = await startNaiveCall(world, options)
  return call.firstFrameMs
}

async function openNaivePage(side: Side, scripts: readonly string[]): Promise<Page> {
  return await openPage(side, `${side.origin}${EMPTY_PATH}`, [...scripts, await naiveScript()])
}
