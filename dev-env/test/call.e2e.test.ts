import { clickTestId, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import { describe, expect, it } from 'vitest'
import { startCall, useStage } from './call-fixture.ts'
import { describeCall } from './call-scenarios.ts'
import { openHouse } from './house.ts'
import { expectPicture } from './media-truth.ts'
import { waitForGauge } from './metrics.ts'

const stage = useStage(openHouse)

// Comes first: sessions of other tests keep theirs for a while, so that they can be resumed.
it('leaves nothing on the media node, three times', async () => {
  await using desk = await stage().openDesk()
  for (let round = 0; round < 3; round += 1) {
    await using shop = await stage().openShop()
    await clickTestId(shop.page, 'start-guidance')
    await expectPicture(shop.page)
    await clickTestId(shop.page, 'hang-up')
    await waitUntilGone(desk.page, 'remote-video')
  }
  // The desk's own, ready for the next call.
  await waitForGauge(stage().origin, 'visavis_transports', 2)
  await waitForGauge(stage().origin, 'visavis_rooms', 0)
}, 120_000)

describe('a call between two browsers', () => describeCall(stage))

it('goes on sending its camera in several sizes when a screen is shared and after', async () => {
  await using call = await startCall(stage())
  const layers = () => call.desk.evaluate(cameraLayers)
  await expect.poll(layers, { timeout: 10_000 }).toEqual([true, true, true])
  await clickTestId(call.desk, 'share-screen')
  await waitForTestId(call.shop, 'remote-screen')
  await expectPicture(call.shop)
  expect(await layers()).toEqual([true, true, true])
  await clickTestId(call.desk, 'share-screen')
  await waitUntilGone(call.shop, 'remote-screen')
  expect(await layers()).toEqual([true, true, true])
})

it('shows the shopper the name and the badge of the advisor', async () => {
  await using call = await startCall(stage())
  const peer = await waitForTestId(call.shop, 'peer')
  const text = await peer.evaluate((element) => element.textContent ?? '')
  expect(text).toMatch(/\p{L}{2,}/u)
  expect(text).toMatch(/\d/)
})

/** Which sizes are sent, the smallest first. */
function cameraLayers(): (boolean | undefined)[] {
  const senders = visavisPeers.list.flatMap((peer) => peer.getSenders())
  const { encodings } = senders
    .map((sender) => sender.getParameters())
    .find((one) => one.encodings.length > 1) ?? { encodings: [] }
  return encodings.map(({ active }) => active)
}
