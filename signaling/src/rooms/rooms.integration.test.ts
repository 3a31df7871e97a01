import { EMPTY_ROOM, foldRoom, newId, presentParticipants } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAs, requestGuidance, sendTransport, startCall } from '../../test/call.ts'
import { audioParameters } from '../../test/media-fixtures.ts'
import { ACME, type Backend, startBackend, startServer } from '../../test/start-server.ts'

let backend: Backend

beforeAll(async () => {
  backend = await startBackend()
})

afterAll(async () => {
  await backend[Symbol.asyncDispose]()
})

test('rooms that a killed process left open end, and their tickets with them', async () => {
  const first = await startServer({ backend })
  const waiting = await requestGuidance(first)
  const call = await startCall(first)
  const meeting = await first.calls.createRoom(ACME, { capacity: 3 })
  const guest = await enterAs(first, { role: 'shopper' })
  await guest.client.request('room.join', { room: meeting })
  // Its sessions are forgotten without a word to the log, as by a kill.
  await first[Symbol.asyncDispose]()

  await using second = await startServer({ backend })
  expect(await second.calls.endAbandonedRooms()).toBe(3)
  expect(await second.calls.endAbandonedRooms()).toBe(0)
  for (const room of [waiting.entry.room, call.shopper.entry.room]) {
    const state = foldRoom(EMPTY_ROOM, await second.log.read({ tenant: ACME, room, after: 0 }))
    expect(state.ended?.reason).toBe('abandoned')
  }
  using advisor = await enterAs(second, { role: 'advisor' })
  await advisor.client.until(async () => {
    const { tickets } = await advisor.client.request('queue.watch', {})
    return tickets.length === 0
  })
  using again = await enterAs(second, { role: 'shopper', identity: guest.identity })
  expect(again.opening.elsewhere).toBeUndefined()
  await again.client.request('room.join', { room: meeting })
})

test('four in a meeting receive each other’s tracks, whatever the order of coming', async () => {
  await using server = await startServer({ backend })
  const room = await server.calls.createRoom(ACME, { capacity: 4 })
  const guests = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const guest = await enterAs(server, { role: 'shopper' })
      const { rtpCapabilities } = guest.opening
      const entry = await guest.client.request('room.join', { room, rtpCapabilities })
      await guest.client.request('track.publish', {
        transport: sendTransport(entry),
        source: 'microphone',
        kind: 'audio',
        rtpParameters: audioParameters(rtpCapabilities),
      })
      return { ...guest, entry }
    }),
  )
  for (const { client, entry } of guests) {
    const sources = await client.until(() => {
      const later = client.all('subscription.offered').flatMap((params) => params.subscriptions)
      const all = [...(entry.media?.subscriptions ?? []), ...later]
      return all.length >= 3 && all.map(({ participant }) => participant)
    })
    const others = guests.map((guest) => guest.entry.participant)
    expect([...sources, entry.participant].sort()).toEqual(others.sort())
  }
  for (const guest of guests) guest[Symbol.dispose]()
})

test('ROOM-2 fifty joins at once fill a room and never overfill it', async () => {
  await using server = await startServer({ backend })
  const room = await server.calls.createRoom(ACME, { capacity: 20 })
  const guests = await Promise.all(
    Array.from({ length: 50 }, () => enterAs(server, { role: 'shopper' })),
  )
  const answers = await Promise.all(
    guests.map(({ client }) => client.refusal(client.request('room.join', { room }))),
  )
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(20)
  expect(answers.filter((answer) => answer === 'room-full')).toHaveLength(30)
  const state = foldRoom(EMPTY_ROOM, await server.log.read({ tenant: ACME, room, after: 0 }))
  expect(presentParticipants(state)).toHaveLength(20)
  for (const guest of guests) guest[Symbol.dispose]()
})

test('a late comer gets a long history in pages, in order, with what is said meanwhile', async () => {
  await using server = await startServer({ backend })
  const room = await server.calls.createRoom(ACME, { capacity: 2 })
  using talker = await enterAs(server, { role: 'shopper' })
  await talker.client.request('room.join', { room })
  const post = () =>
    talker.client.request('message.post', { message: newId('message'), text: 'x'.repeat(1_000) })
  for (let count = 0; count < 12; count++) await Promise.all(Array.from({ length: 100 }, post))

  using listener = await enterAs(server, { role: 'shopper' })
  const [entry] = await Promise.all([
    listener.client.request('room.join', { room }),
    Promise.all(Array.from({ length: 100 }, post)),
  ])
  const seqs = await listener.client.until(() => {
    const later = listener.client.all('room.events').flatMap(({ events }) => events)
    const all = [...entry.events, ...later].map(({ seq }) => seq)
    return all.length >= 1_303 && all
  })
  expect(seqs).toEqual(Array.from({ length: 1_303 }, (_, index) => index + 1))
})
