import {
  clickTestId,
  launchBrowser,
  observeMedia,
  SLOW_CAMERA_FLAG,
} from '@visavis/load-tests/browser'
import { startDemoProcess } from '@visavis/load-tests/demo'
import { startTurnServer } from '@visavis/load-tests/turn'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { setStage } from './call-fixture.ts'
import { houseOf } from './house.ts'
import { expectPictureAndSound } from './media-truth.ts'

it('a shopper whose network lets nothing through but the TURN relay sees and hears the advisor', async () => {
  await using relay = await startTurnServer()
  await using demo = await startDemoProcess({ env: relay.env })
  await using stage = await setStage(houseOf(demo))
  await using desk = await stage.openDesk()
  await using browser = await launchBrowser({ flags: [SLOW_CAMERA_FLAG] })
  const shop = await browser.newPersonsPage()
  await observeMedia(shop)
  await shop.evaluateOnNewDocument(relayOnly)
  await shop.goto(`${demo.origin}/shop/`)
  await clickTestId(shop, 'start-guidance')
  for (const page of [shop, desk.page]) await expectPictureAndSound(page)
  expect(await candidateTypes(shop)).toEqual(['relay'])
}, 120_000)

/** In a page: nothing is sent but to a relay. */
function relayOnly(): void {
  const Original = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'relay' })
    }
  }
}

/** By which kinds of its own addresses the page sends. */
function candidateTypes(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const open = visavisPeers.list.filter(({ connectionState }) => connectionState === 'connected')
    const reports = await Promise.all(open.map((peer) => peer.getStats()))
    const types = reports.flatMap((report) => {
      const all = [...report.values()]
      const used = all.filter(({ type, nominated }) => type === 'candidate-pair' && nominated)
      return used.map(({ localCandidateId }) => String(report.get(localCandidateId).candidateType))
    })
    return [...new Set(types)]
  })
}
