import {
  clickTestId,
  pictureOf,
  type Received,
  waitForReceived,
  waitForTestId,
  waitUntilGone,
} from '@visavis/load-tests/browser'
import { expect, it } from 'vitest'
import { type Stage, startCall } from './call-fixture.ts'
import { chatTexts, sayInChat } from './chat.ts'
import {
  expectNoPicture,
  expectPicture,
  expectPictureAndSound,
  expectSilence,
  expectSound,
} from './media-truth.ts'
import { waitForGauge } from './metrics.ts'
import { SCREEN } from './screen.ts'

/** What a call does, whichever browsers hold it. */
export function describeCall(stage: () => Stage): void {
  it('carries picture and sound both ways', async () => {
    await using call = await startCall(stage())
    for (const page of [call.shop, call.desk]) {
      await expectPictureAndSound(page)
      const isSharp = ({ frameWidth }: Received) => frameWidth >= 640
      const { videoCodecs } = await waitForReceived(page, 'sharp picture', isSharp)
      expect(videoCodecs).toContain('video/VP8')
    }
    expect(call.problems).toEqual([])
  })

  it('is silent while muted, and sounds again after', async () => {
    await using call = await startCall(stage())
    await expectSound(call.desk)
    await clickTestId(call.shop, 'mute')
    await expectSilence(call.desk)
    await clickTestId(call.shop, 'mute')
    await expectSound(call.desk)
  })

  it('shows no picture while the camera is off, and shows it again after', async () => {
    await using call = await startCall(stage())
    await expectPicture(call.desk)
    await clickTestId(call.shop, 'camera')
    await expectNoPicture(call.desk)
    await clickTestId(call.shop, 'camera')
    await expectPicture(call.desk)
  })

  it('carries a shared screen at its full resolution', async () => {
    await using call = await startCall(stage())
    await expectPicture(call.shop)
    await clickTestId(call.desk, 'share-screen')
    await waitForTestId(call.shop, 'remote-screen')
    const isFull = ({ frameWidth }: Received) => frameWidth === SCREEN.width
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

  it.each(['shop', 'desk'] as const)('goes on after the %s was loaded again', async (side) => {
    await using call = await startCall(stage())
    await sayInChat(call.shop, 'Before')
    expect(await chatTexts(call.desk, 1)).toEqual(['Before'])
    await call[side].reload()
    for (const page of [call.shop, call.desk]) await expectPictureAndSound(page)
    expect(await chatTexts(call[side], 1)).toEqual(['Before'])
  })

  it('carries chat both ways, markup as text', async () => {
    await using call = await startCall(stage())
    await sayInChat(call.shop, 'Does it come in <b>green</b>?')
    await sayInChat(call.desk, 'It does.')
    const both = ['Does it come in <b>green</b>?', 'It does.']
    for (const page of [call.shop, call.desk]) expect(await chatTexts(page, 2)).toEqual(both)
  })

  it.each(['shop', 'desk'] as const)('ends for both when the %s hangs up', async (side) => {
    await using call = await startCall(stage())
    await expectPicture(call.shop)
    await clickTestId(call[side], 'hang-up')
    for (const page of [call.shop, call.desk]) await waitUntilGone(page, 'remote-video')
    await waitForGauge(stage().origin, 'visavis_rooms', 0)
  })
}
