import type { Page } from 'puppeteer'
import { clickTestId, waitForTestId, waitUntilGone } from '../browser/index.ts'
import { clockDifferenceMs } from '../call/clock-difference.ts'
import { firstFrameScript, tracerScript } from '../page-scripts.ts'
import { progress } from '../report/index.ts'
import { type Timeline, timelineOf } from '../trace/timeline.ts'
import { openPage, waitUntilWarm } from './page-setup.ts'
import { setClear, setRoundTrip, type World } from './world.ts'

/** Round trips of the two people, in milliseconds. */
export interface Distance {
  readonly shopperMs: number
  readonly advisorMs: number
}

const SHOP_IDS = { button: 'start-guidance', video: 'remote-video' }
const DESK_IDS = { button: 'accept', video: 'remote-video' }

/** The advisor's page. `auto` answers by itself. */
export async function openDesk(
  { advisor }: World,
  { auto, scripts = [] }: { readonly auto: boolean; readonly scripts?: readonly string[] },
): Promise<Page> {
  const url = `${advisor.origin}/desk/${auto ? '?accept=auto' : ''}`
  const desk = await openPage(advisor, url, [firstFrameScript(), ...scripts])
  await waitForTestId(desk, 'available')
  await waitUntilWarm(desk)
  return desk
}

export async function openShop(world: World, scripts: readonly string[] = []): Promise<Page> {
  const { shopper } = world
  const shop = await openPage(shopper, `${shopper.origin}/shop/`, [firstFrameScript(), ...scripts])
  await waitForTestId(shop, 'start-guidance')
  return shop
}

export interface WarmCallOptions {
  readonly distance: Distance
  /** Takes what both pages did; the desk must have been opened with the tracer. */
  readonly onTimeline?: ((timeline: Timeline) => void) | undefined
}

/** A shopper who points, and clicks when the page is ready for it. Answers the milliseconds to the first frame. */
export async function warmCall(
  world: World,
  desk: Page,
  { distance, onTimeline }: WarmCallOptions,
): Promise<number> {
  setClear(world.shopper, world.advisor)
  const shop = await openShop(world, onTimeline ? [tracerScript()] : [])
  try {
    setDistance(world, distance)
    if (!(await pointAndPrepare(shop))) progress('  nothing was prepared before the click')
    const seen = shop.evaluate((ids) => visavisFirstFrame.await(ids), SHOP_IDS)
    await clickTestId(shop, SHOP_IDS.button)
    const { clickedAt, shownAt } = await seen
    onTimeline?.(await readTimeline(shop, desk, { clickedAt, shownAt }))
    setClear(world.shopper, world.advisor)
    await hangUp(shop, desk)
    return shownAt - clickedAt
  } finally {
    await shop.close()
  }
}

/**
 * From the navigation to the first frame, for a shopper who has never been here and clicks as soon as there is
 * a button.
 */
export async function loadCall(world: World, desk: Page, distance: Distance): Promise<number> {
  setDistance(world, distance)
  const shop = await world.shopper.browser.newPersonsPage()
  try {
    await shop.evaluateOnNewDocument(firstFrameScript())
    await shop.goto(`${world.shopper.origin}/shop/`, { waitUntil: 'domcontentloaded' })
    const seen = shop.evaluate((ids) => visavisFirstFrame.await(ids), SHOP_IDS)
    await clickTestId(shop, SHOP_IDS.button)
    const { shownAt } = await seen
    setClear(world.shopper, world.advisor)
    await hangUp(shop, desk)
    return shownAt
  } finally {
    await shop.browserContext().close()
  }
}

/** From the advisor's click on a waiting ticket to the first frame at the desk. */
export async function acceptCall(world: World, desk: Page, distance: Distance): Promise<number> {
  setClear(world.shopper, world.advisor)
  const shop = await openShop(world)
  try {
    setDistance(world, distance)
    await pointAndPrepare(shop)
    await clickTestId(shop, SHOP_IDS.button)
    await waitForTestId(desk, DESK_IDS.button)
    const seen = desk.evaluate((ids) => visavisFirstFrame.await(ids), DESK_IDS)
    await clickTestId(desk, DESK_IDS.button)
    const { clickedAt, shownAt } = await seen
    setClear(world.shopper, world.advisor)
    await hangUp(shop, desk)
    await clickTestId(desk, 'wrap-up-done')
    await waitUntilWarm(desk)
    return shownAt - clickedAt
  } finally {
    await shop.close()
  }
}

export async function hangUp(shop: Page, desk: Page): Promise<void> {
  await clickTestId(shop, 'hang-up')
  await waitUntilGone(desk, 'remote-video')
  await waitUntilWarm(desk)
}

/** People point before they click. */
export async function pointAndPrepare(shop: Page): Promise<boolean> {
  const button = await waitForTestId(shop, SHOP_IDS.button)
  await button.hover()
  return await waitUntilWarm(shop)
}

async function readTimeline(
  shop: Page,
  desk: Page,
  { clickedAt, shownAt }: { readonly clickedAt: number; readonly shownAt: number },
): Promise<Timeline> {
  const timeOrigin = await shop.evaluate(() => performance.timeOrigin)
  return timelineOf({
    shop: await shop.evaluate(() => visavisTrace),
    desk: await desk.evaluate(() => visavisTrace),
    // On one machine there is hardly any; on a busy one it cannot be told.
    clockDifferenceMs: await clockDifferenceMs(shop, desk).catch(() => 0),
    clickedAt: timeOrigin + clickedAt,
    shownAt: timeOrigin + shownAt,
  })
}

function setDistance({ shopper, advisor }: World, { shopperMs, advisorMs }: Distance): void {
  setRoundTrip(shopper, shopperMs)
  setRoundTrip(advisor, advisorMs)
}
