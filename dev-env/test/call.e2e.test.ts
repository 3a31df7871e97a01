import {
  clickTestId,
  pictureOf,
  received,
  waitForReceived,
  waitForTestId,
  waitUntilGone,
} from '@visavis/load-tests/browser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SCREEN, type Stage, setStage, startCall } from './call-fixture.ts'
import { chatTexts, sayInChat } from './chat.ts'
import {
  expectNoPicture,
  expectPicture,
  expectPictureAndSound,
  expectSilence,
  expectSound,
} from './media-truth.ts'
import { waitForGauge } from './metrics.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})

afterAll(() => stage?.[Symbol.asyncDispose]())

describe('a call between two browsers', () => {
  it('carries picture and sound both ways', async () => {
    await using call = await startCall(stage)
    for (const page of [call.shop, call.desk]) {
      await expectPictureAndSound(page)
      const { frameWidth, videoCodecs } = await received(page)
      expect(frameWidth).toBeGreaterThanOrEqual(640)
      expect(videoCodecs).toContain('video/VP8')
    }
    expect(call.problems).toEqual([])
  })

  it('shows the shopper the name and the badge of the advisor', async () => {
    await using call = await startCall(stage)
    const peer = await waitForTestId(call.shop, 'peer')
    const text = await peer.evaluate((element) => element.textContent ?? '')
    expect(text).toMatch(/\p{L}{2,}/u)
    expect(text).toMatch(/\d/)
  })

  it('is silent while muted, and sounds again after', async () => {
    await using call = await startCall(stage)
    await expectSound(call.desk)
    await clickTestId(call.shop, 'mute')
    await expectSilence(call.desk)
    await clickTestId(call.shop, 'mute')
    await expectSound(call.desk)
  })

  it('shows no picture while the camera is off, and shows it again after', async () => {
    await using call = await startCall(stage)
    await expectPicture(call.desk)
    await clickTestId(call.shop, 'camera')
    await expectNoPicture(call.desk)
    await clickTestId(call.shop, 'camera')
    await expectPicture(call.desk)
  })

  it('carries a shared screen at its full resolution', async () => {
    await using call = await startCall(stage)
    await expectPicture(call.shop)
    await clickTestId(call.desk, 'share-screen')
    await waitForTestId(call.shop, 'remote-screen')
    const isFull = ({ frameWidth }: { frameWidth: number }) => frameWidth === SCREEN.width
    await waitForReceived(call.shop, 'screen at full resolution', isFull)
    // The element shows a frame a moment after it was decoded.
    await expect
      .poll(() => pictureOf(call.shop, 'remote-screen'), { timeout: 10_000 })
      .toMatchObject(SCREEN)
    const hints = await call.desk.evaluate(() =>
      visavisPeers.list.flatMap((peer) => peer.getSenders().map(({ track }) => track?.contentHint)),
    )
    expect(hints).toContain('detail')
  })

  it('carries chat both ways, markup as text', async () => {
    await using call = await startCall(stage)
    await sayInChat(call.shop, 'Does it come in <b>green</b>?')
    await sayInChat(call.desk, 'It does.')
    const both = ['Does it come in <b>green</b>?', 'It does.']
    for (const page of [call.shop, call.desk]) expect(await chatTexts(page, 2)).toEqual(both)
  })

  it.each(['shop', 'desk'] as const)('ends for both when the %s hangs up', async (side) => {
    await using call = await startCall(stage)
    await expectPicture(call.shop)
    await clickTestId(call[side], 'hang-up')
    for (const page of [call.shop, call.desk]) await waitUntilGone(page, 'remote-video')
    await waitForGauge(stage.demo.origin, 'visavis_transports', 0)
  })

  it('leaves nothing on the media node, ten times', async () => {
    await using desk = await stage.openDesk()
    for (let round = 0; round < 10; round += 1) {
      await using shop = await stage.openShop()
      await clickTestId(shop.page, 'start-guidance')
      await expectPicture(shop.page)
      await clickTestId(shop.page, 'hang-up')
      await waitUntilGone(desk.page, 'remote-video')
    }
    await waitForGauge(stage.demo.origin, 'visavis_transports', 0)
    await waitForGauge(stage.demo.origin, 'visavis_rooms', 0)
  }, 120_000)
})
