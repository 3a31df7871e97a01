import { clickTestId, type Received, waitForReceived } from '@visavis/load-tests/browser'
import { expect, it } from 'vitest'
import { type Call, startCall, useStage } from './call-fixture.ts'
import { openHouse } from './house.ts'
import { SCREEN } from './screen.ts'

const stage = useStage(openHouse)

it('a shared screen is sent in AV1, the camera in VP8', async () => {
  await using call = await startCall(stage())
  expect(await codecsOfSharing(call)).toEqual(['video/AV1', 'video/VP8'])
})

it('a shared screen is sent in VP8 where somebody does not know AV1', async () => {
  await using call = await startCall(stage(), { inShop: forgetAv1 })
  expect(await codecsOfSharing(call)).toEqual(['video/VP8', 'video/VP8'])
})

async function codecsOfSharing({ shop, desk }: Call): Promise<string[]> {
  await clickTestId(desk, 'share-screen')
  const named = ({ videoCodecs }: Received) => videoCodecs.filter((codec) => codec !== '')
  const isSharp = (now: Received) => now.frameWidth === SCREEN.width && named(now).length === 2
  return named(await waitForReceived(shop, 'screen', isSharp)).sort()
}

/** In a page: the server hears of a browser that does not know AV1. */
function forgetAv1(): void {
  const { send } = WebSocket.prototype
  WebSocket.prototype.send = function (this: WebSocket, data) {
    const frame = JSON.parse(String(data))
    const capabilities = frame.params?.rtpCapabilities
    if (capabilities) {
      const isAv1 = ({ mimeType }: { mimeType: string }) => mimeType === 'video/AV1'
      const av1 = capabilities.codecs.find(isAv1)?.preferredPayloadType
      capabilities.codecs = capabilities.codecs.filter(
        (codec: { mimeType: string; parameters?: { apt?: number } }) =>
          !isAv1(codec) && codec.parameters?.apt !== av1,
      )
    }
    Reflect.apply(send, this, [JSON.stringify(frame)])
  }
}
