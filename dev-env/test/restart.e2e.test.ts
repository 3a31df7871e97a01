import { byTestId, clickTestId, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import { startDemoProcess } from '@visavis/load-tests/demo'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { setStage, startCall } from './call-fixture.ts'
import { sayInChat } from './chat.ts'
import { houseOf } from './house.ts'
import { expectPicture, expectPictureAndSound } from './media-truth.ts'

it('a server that was killed and started again: both pages say so, and the next call works', async () => {
  await using demo = await startDemoProcess()
  await using stage = await setStage(houseOf(demo))
  await using call = await startCall(stage)
  const pages = [call.shop, call.desk]
  for (const page of pages) await expectPicture(page)

  await demo.kill()
  for (const page of pages) await waitForConnectionState(page, 'reconnecting')
  await sayInChat(call.shop, 'typed meanwhile')
  await demo.restart()
  for (const page of pages) await waitUntilGone(page, 'remote-video')
  const words = await (await waitForTestId(call.shop, 'ended')).evaluate(textOf)
  expect(words).toContain('The connection was lost on our side.')
  expect(await (await waitForTestId(call.shop, 'unsent')).evaluate(textOf)).toContain(
    'typed meanwhile',
  )
  await waitUntilGone(call.desk, 'banner-reconnecting')

  await clickTestId(call.shop, 'call-again')
  for (const page of pages) await expectPictureAndSound(page)
}, 120_000)

function textOf({ textContent }: Element): string {
  return textContent ?? ''
}

async function waitForConnectionState(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`${byTestId('connection-state')}[data-state="${state}"]`)
}
