import { setTimeout as delay } from 'node:timers/promises'
import {
  byTestId,
  clickTestId,
  pictureOf,
  waitForTestId,
  waitUntilGone,
} from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { rememberWhatPhonesTake } from './background.ts'
import { type Call, startCall, useStage } from './call-fixture.ts'
import { chatTexts, sayInChat } from './chat.ts'
import { openHouse } from './house.ts'
import { expectPicture, expectPictureAndSound } from './media-truth.ts'

const stage = useStage(openHouse)

/** Long enough for the server to miss them: it waits for ten seconds at least. */
const SLEEP_MS = 15_000

it('goes on after the shopper’s computer slept', async () => {
  await using call = await startCall(stage())
  await expectPicture(call.shop)
  await sayInChat(call.shop, 'Before')
  const pid = call.shop.browser().process()?.pid ?? Number.NaN
  // The browser with all of its processes: its clocks stand still, as in a sleep.
  process.kill(-pid, 'SIGSTOP')
  try {
    await sayInChat(call.desk, 'Are you there?')
    await expectAway(call.desk, SLEEP_MS)
  } finally {
    process.kill(-pid, 'SIGCONT')
  }
  await waitUntilGone(call.desk, 'banner-peer-away')
  await expectCallGoesOn(call, ['Before', 'Are you there?'])
}, 90_000)

it('goes on after the shopper’s tab was frozen', async () => {
  await using call = await startCall(stage())
  await expectPicture(call.shop)
  await sayInChat(call.shop, 'Before')
  const devtools = await call.shop.createCDPSession()
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  await sayInChat(call.desk, 'Are you there?')
  await delay(SLEEP_MS)
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  // Thawed, it stays hidden until it is seen to.
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true })
  await expectCallGoesOn(call, ['Before', 'Are you there?'])
}, 90_000)

it('goes on after a phone put the page into the background, and opens the camera again', async () => {
  await using desk = await stage().openDesk()
  await using shop = await stage().openShop()
  await shop.page.evaluate(rememberWhatPhonesTake)
  await clickTestId(shop.page, 'start-guidance')
  const call = { shop: shop.page, desk: desk.page }
  for (const page of [shop.page, desk.page]) await expectPictureAndSound(page)
  await sayInChat(call.shop, 'Before')

  await shop.page.evaluate(() => visavisBackground.leave())
  await waitForTestId(call.desk, 'banner-peer-away')
  await sayInChat(call.desk, 'Are you there?')
  await shop.page.evaluate(() => visavisBackground.comeBack())
  await waitUntilGone(call.desk, 'banner-peer-away')
  await expectCallGoesOn(call, ['Before', 'Are you there?'])
}, 90_000)

/** Who is missed, and how long their place is kept. */
async function expectAway(page: Page, timeout: number): Promise<void> {
  const clock = `${byTestId('banner-peer-away')} visavis-timer`
  const timer = await page.waitForSelector(clock, { timeout })
  const text = await timer?.evaluate(({ shadowRoot }) => shadowRoot?.textContent ?? '')
  expect(text).toMatch(/0:[0-3]\d/)
}

async function expectCallGoesOn(
  { shop, desk }: Pick<Call, 'shop' | 'desk'>,
  said: readonly string[],
): Promise<void> {
  await sayInChat(shop, 'Here I am again.')
  for (const page of [shop, desk]) {
    // What was decoded first is painted a moment later.
    const brightness = async () => (await pictureOf(page, 'remote-video')).brightest
    await expect.poll(brightness, { timeout: 15_000 }).toBeGreaterThan(60)
    await expectPictureAndSound(page)
    const texts = [...said, 'Here I am again.']
    expect(await chatTexts(page, texts.length)).toEqual(texts)
  }
}
