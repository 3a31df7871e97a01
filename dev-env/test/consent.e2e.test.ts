import { byTestId, clickTestId, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { startCall, useStage } from './call-fixture.ts'
import { openHouse } from './house.ts'

const stage = useStage(openHouse)

async function waitForRecording(pages: readonly Page[], state: 'off' | 'on' | 'paused') {
  for (const page of pages) {
    await page.waitForSelector(
      `>>> ${`[data-testid="recording-indicator"][data-state="${state}"]`}`,
    )
  }
}

it('records when everybody has agreed, says so to both, and stops with one click of either', async () => {
  await using call = await startCall(stage())
  const { shop, desk } = call
  const both = [shop, desk]
  await waitForRecording(both, 'off')
  await clickTestId(desk, 'record-start')
  // Beside the call: nothing of it waits for an answer. Whoever asked is asked too.
  for (const page of both) await waitForTestId(page, 'consent-accept')
  await waitForTestId(shop, 'remote-video')
  await clickTestId(desk, 'consent-accept')
  await waitUntilGone(desk, 'consent-accept')
  await waitForRecording(both, 'off')
  await clickTestId(shop, 'consent-accept')
  await waitForRecording(both, 'on')
  await waitUntilGone(shop, 'consent-accept')
  await waitForTestId(shop, 'consent-receipt')
  await clickTestId(desk, 'record-pause')
  await waitForRecording(both, 'paused')
  await clickTestId(desk, 'record-resume')
  await waitForRecording(both, 'on')
  await clickTestId(shop, 'consent-withdraw')
  await waitForRecording(both, 'paused')
  await clickTestId(desk, 'record-stop')
  await waitForRecording(both, 'off')
  await waitForTestId(shop, 'remote-video')
  expect(call.problems).toEqual([])
})

it('goes on unrecorded when the shopper declines, and has no button to record for the shopper', async () => {
  await using call = await startCall(stage())
  const { shop, desk } = call
  await clickTestId(desk, 'record-start')
  const [decline, accept] = await Promise.all(
    ['consent-decline', 'consent-accept'].map((id) => waitForTestId(shop, id)),
  )
  const sizes = await Promise.all(
    [decline, accept].map((button) =>
      button?.evaluate((element) => {
        const { width, height } = element.getBoundingClientRect()
        const { backgroundColor, color, fontSize } = getComputedStyle(element)
        return { width, height, backgroundColor, color, fontSize }
      }),
    ),
  )
  expect(sizes[0]).toEqual(sizes[1])
  await clickTestId(shop, 'consent-decline')
  await waitUntilGone(shop, 'consent-accept')
  await waitForRecording([shop, desk], 'off')
  await waitForTestId(desk, 'record-start')
  await waitForTestId(shop, 'remote-video')
  expect(await shop.$(byTestId('record-start'))).toBe(null)
})
