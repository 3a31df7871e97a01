import { LIMITS, type SubscriptionOffer } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InCall, sendTransport, startCall, type TestCall } from '../../test/call.ts'
import { audioParameters, videoParameters } from '../../test/media-fixtures.ts'
import { startServer, type TestServer } from '../../test/start-server.ts'

let server: TestServer
let call: TestCall
let picture: SubscriptionOffer
let sound: SubscriptionOffer

beforeAll(async () => {
  server = await startServer()
  call = await startCall(server)
  const { client, entry, opening } = call.shopper
  const transport = sendTransport(entry)
  const { rtpCapabilities } = opening
  const publish = { transport, muted: false }
  await client.request('track.publish', {
    ...publish,
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(rtpCapabilities),
  })
  await client.request('track.publish', {
    ...publish,
    source: 'microphone',
    kind: 'audio',
    rtpParameters: audioParameters(rtpCapabilities),
  })
  picture = await offered(call.advisor, 'video')
  sound = await offered(call.advisor, 'audio')
})

afterAll(async () => {
  call[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

test('MED-13: sizes are told of several pictures at once, and that one is not to be seen', async () => {
  const { subscription } = picture
  expect(await prefer({ subscription, width: 640, height: 360 })).toBe('accepted')
  expect(await prefer({ subscription, visible: false })).toBe('accepted')
  expect(await prefer({ subscription, width: 1, height: LIMITS.pictureSide })).toBe('accepted')
})

test('MED-13: sound has no size', async () => {
  const { subscription } = sound
  expect(await prefer({ subscription, visible: false })).toBe('media-refused')
})

test.each([
  { width: 0, height: 90 },
  { width: -160, height: 90 },
  { width: 160.5, height: 90 },
  { width: LIMITS.pictureSide + 1, height: 90 },
  { width: 160 },
  { visible: true },
  {},
])('MED-13: %o is no size', async (size) => {
  const { subscription } = picture
  expect(await prefer({ subscription, ...size })).toBe('invalid-request')
})

test('ROOM-7 a picture of somebody else’s among one’s own: nothing is told', async () => {
  const { client } = call.shopper
  const request = { pictures: [{ subscription: picture.subscription, visible: false }] }
  expect(await client.refusal(client.raw('subscription.prefer', request))).toBe('not-found')
})

function prefer(preference: object): Promise<string> {
  const { client } = call.advisor
  return client.refusal(client.raw('subscription.prefer', { pictures: [preference] }))
}

function offered({ client }: InCall, kind: 'audio' | 'video'): Promise<SubscriptionOffer> {
  return client.until(() =>
    client
      .all('subscription.offered')
      .flatMap(({ subscriptions }) => subscriptions)
      .find((offer) => offer.kind === kind),
  )
}
