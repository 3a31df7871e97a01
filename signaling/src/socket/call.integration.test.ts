import { EMPTY_ROOM, foldRoom, newId, type RoomEvent } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAs, requestGuidance, sendTransport, startCall, ticketOf } from '../../test/call.ts'
import { audioParameters, dtlsParameters, videoParameters } from '../../test/media-fixtures.ts'
import { ACME, startServer, type TestServer } from '../../test/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

test('ROOM-3 a request opens a room with a ticket, and the answer carries the media', async () => {
  using shopper = await requestGuidance(server, {
    locale: 'de',
    product: { id: 'p1', name: 'Lamp' },
  })
  const { events, media, participant } = shopper.entry
  expect(events.map(({ type }) => type)).toEqual([
    'room-created',
    'media-placed',
    'participant-joined',
    'ticket-opened',
  ])
  expect(media?.transports.map(({ direction }) => direction)).toEqual(['send', 'receive'])
  const state = foldRoom(EMPTY_ROOM, events)
  expect(state.ticket).toMatchObject({ product: { name: 'Lamp' }, locale: 'de', status: 'waiting' })
  expect(state.participants[participant]).toMatchObject({ role: 'shopper', name: 'Mina' })
})

test('a watching advisor is told of the ticket, and told when it is gone', async () => {
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.watch', {})
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  await advisor.client.notified('queue.changed', ({ tickets }) =>
    tickets.some((waiting) => waiting.ticket === ticket),
  )
  await shopper.client.request('room.leave', {})
  await advisor.client.until(() => {
    const last = advisor.client.all('queue.changed').at(-1)
    return last && !last.tickets.some((waiting) => waiting.ticket === ticket)
  })
})

test('MED-1 what one publishes is offered to the other, paused, and flows on request', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const { rtpCapabilities } = advisor.opening
  const transport = sendTransport(advisor.entry)
  await advisor.client.request('transport.connect', {
    transport,
    dtlsParameters: dtlsParameters(),
  })
  const [audio, video] = await Promise.all([
    advisor.client.request('track.publish', {
      transport,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(rtpCapabilities),
    }),
    advisor.client.request('track.publish', {
      transport,
      source: 'camera',
      kind: 'video',
      rtpParameters: videoParameters(rtpCapabilities),
    }),
  ])
  const offers = await shopper.client.until(() => {
    const all = shopper.client.all('subscription.offered').flatMap((params) => params.subscriptions)
    return all.length === 2 && all
  })
  expect(offers.map(({ track }) => track).sort()).toEqual([audio.track, video.track].sort())
  const subscriptions = offers.map(({ subscription }) => subscription)
  await shopper.client.request('subscription.resume', { subscriptions })

  await advisor.client.request('track.set-muted', { track: audio.track, muted: true })
  await advisor.client.request('track.unpublish', { track: video.track })
  await shopper.client.notified('subscription.closed')
  const state = foldRoom(
    EMPTY_ROOM,
    await server.log.read({ tenant: ACME, room: shopper.entry.room, after: 0 }),
  )
  expect(Object.values(state.tracks)).toMatchObject([{ source: 'microphone', muted: true }])
})

test('LOG-3 both see every event once, in order', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  for (const text of ['one', 'two', 'three']) {
    await shopper.client.request('message.post', { message: newId('message'), text })
    await advisor.client.request('message.post', { message: newId('message'), text })
  }
  for (const { client, entry } of [shopper, advisor]) {
    const seen = await client.until(() => {
      const events = [...entry.events, ...eventsOf(client)]
      return events.at(-1)?.seq === 12 && events
    })
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
    expect(foldRoom(EMPTY_ROOM, seen).messages).toHaveLength(6)
  }
})

test('LOG-9 the same message posted twice appears once', async () => {
  using call = await startCall(server)
  const message = newId('message')
  const first = await call.shopper.client.request('message.post', { message, text: 'hello' })
  const again = await call.shopper.client.request('message.post', { message, text: 'hello' })
  expect(again).toEqual(first)
})

test('ROOM-5 the call ends with its shopper, and the advisor can serve again', async () => {
  using call = await startCall(server)
  await call.shopper.client.request('room.leave', {})
  const { events } = await call.advisor.client.notified('room.events', (params) =>
    params.events.some(({ type }) => type === 'room-ended'),
  )
  expect(events.map(({ type }) => type)).toEqual([
    'participant-left',
    'ticket-closed',
    'room-ended',
  ])
  using next = await requestGuidance(server)
  const { rtpCapabilities } = call.advisor.opening
  const entry = await call.advisor.client.request('queue.accept', {
    ticket: ticketOf(next.entry),
    rtpCapabilities,
  })
  expect(entry.room).toBe(next.entry.room)
})

test('ROOM-5 the call ends with its last advisor', async () => {
  using call = await startCall(server)
  await call.advisor.client.request('session.close', {})
  expect(await call.advisor.client.closed).toBe('finished')
  await call.shopper.client.notified('room.events', ({ events }) =>
    events.some(({ type, body }) => type === 'room-ended' && body.reason === 'advisor-left'),
  )
})

test('nothing is left at the media node when everybody has gone', async () => {
  const before = server.calls.counts().transports
  using call = await startCall(server)
  expect(server.calls.counts().transports).toBe(before + 4)
  await call.shopper.client.request('session.close', {})
  await call.advisor.client.request('session.close', {})
  expect(server.calls.counts().transports).toBe(before)
})

function eventsOf(client: { all(method: 'room.events'): { events: RoomEvent[] }[] }) {
  return client.all('room.events').flatMap(({ events }) => events)
}
