import { EMPTY_ROOM, foldRoom, type RoomEvent } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAs, type InCall, requestGuidance, sendTransport, ticketOf } from '../../test/call.ts'
import { videoParameters } from '../../test/media-fixtures.ts'
import {
  type Backend,
  startBackend,
  startServer,
  type TestServer,
} from '../../test/start-server.ts'

let backend: Backend

beforeAll(async () => {
  backend = await startBackend()
})

afterAll(async () => {
  await backend[Symbol.asyncDispose]()
})

test('MED-14 a screen in a codec that somebody does not know is refused once, and told to the room', async () => {
  await using server = await startServer({ backend })
  using shopper = await requestGuidance(server)
  using advisor = await acceptWithout(server, shopper, 'video/AV1')
  const track = await share(shopper, 'video/AV1')
  const refused = await eventOf(shopper, 'track-refused')
  expect(refused).toEqual({ track, participant: advisor.entry.participant })
  expect(advisor.client.all('subscription.offered')).toEqual([])
  // Another change makes the server look again.
  await shopper.client.request('track.set-muted', { track, muted: true })
  await shopper.client.request('track.unpublish', { track })
  await share(shopper, 'video/VP8')
  const { subscriptions } = await advisor.client.notified('subscription.offered')
  expect(subscriptions).toMatchObject([{ source: 'screen' }])
  const all = shopper.client.all('room.events').flatMap(({ events }) => events)
  expect(all.filter(({ type }) => type === 'track-refused')).toHaveLength(1)
  const state = foldRoom(EMPTY_ROOM, [...shopper.entry.events, ...all])
  expect(Object.values(state.tracks).map(({ refused: is }) => is)).toEqual([undefined])
})

async function acceptWithout(
  server: TestServer,
  shopper: InCall,
  mimeType: string,
): Promise<InCall> {
  const guest = await enterAs(server, { role: 'advisor' })
  const { rtpCapabilities } = guest.opening
  const codecs = rtpCapabilities.codecs?.filter((codec) => codec.mimeType !== mimeType) ?? []
  const ticket = ticketOf(shopper.entry)
  const params = { ticket, rtpCapabilities: { ...rtpCapabilities, codecs } }
  return { ...guest, entry: await guest.client.request('queue.accept', params) }
}

async function share({ client, entry, opening }: InCall, mimeType: string) {
  const { track } = await client.request('track.publish', {
    transport: sendTransport(entry),
    source: 'screen',
    kind: 'video',
    rtpParameters: videoParameters(opening.rtpCapabilities, mimeType),
  })
  return track
}

async function eventOf({ client }: InCall, type: RoomEvent['type']): Promise<RoomEvent['body']> {
  const isIt = (event: RoomEvent) => event.type === type
  const { events } = await client.notified('room.events', ({ events: all }) => all.some(isIt))
  return events.find(isIt)?.body ?? expect.fail(`no ${type}`)
}
