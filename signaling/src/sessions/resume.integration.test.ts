import { EMPTY_ROOM, foldRoom, newId, type RoomEvent } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InCall, sendTransport, startCall } from '../../test/call.ts'
import { videoParameters } from '../../test/media-fixtures.ts'
import type { SocketClient } from '../../test/socket-client.ts'
import {
  ACME,
  type Backend,
  OTHER,
  startBackend,
  startServer,
  type TestServer,
} from '../../test/start-server.ts'

let backend: Backend
let server: TestServer

beforeAll(async () => {
  backend = await startBackend()
  server = await startServer({ backend })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
})

test('SES-3 a cut socket is continued by the next one, as the same participant', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const last = await lastSeq(shopper)
  shopper.client.cut()
  await told(advisor, 'participant-disconnected')
  const missed = await post(advisor, 'while you were away')

  using client = await server.socket()
  const resumed = await client.open(await tokenOf(shopper), {
    ...shopper.opening.resume,
    seq: last,
    knowsCapabilities: true,
  })
  expect(resumed.session).toBe(shopper.opening.session)
  expect(resumed.rtpCapabilities).toEqual({})
  expect(resumed.entry).toMatchObject({
    room: shopper.entry.room,
    participant: shopper.entry.participant,
  })
  expect(resumed.entry?.media).toBeUndefined()
  const events = resumed.entry?.events ?? []
  expect(events[0]?.seq).toBe(last + 1)
  expect(events.some(({ seq }) => seq === missed.seq)).toBe(true)
  expect(events.at(-1)?.type).toBe('participant-reconnected')
  expect(await stateOf(shopper)).toMatchObject({
    participants: { [shopper.entry.participant]: { presence: 'connected' } },
  })
  const next = await post(advisor, 'welcome back')
  await client.notified('room.events', (params) => params.events[0]?.seq === next.seq)
})

test('SES-3 a proof works once, for its person, in its tenant', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const resume = { ...shopper.opening.resume, seq: 0 }
  const refusal = async (token: string, proof = resume) => {
    using client = await server.socket()
    return await client.refusal(client.open(token, proof))
  }
  expect(await refusal(await tokenOf(advisor))).toBe('resume-refused')
  expect(await refusal(await tokenOf(shopper, OTHER))).toBe('resume-refused')
  const forged = { ...resume, secret: 'x'.repeat(43) }
  expect(await refusal(await tokenOf(shopper), forged)).toBe('resume-refused')
  expect(await refusal(await tokenOf(shopper))).toBe('accepted')
  expect(await refusal(await tokenOf(shopper))).toBe('resume-refused')
})

test('a refused resume leaves the socket open for a new session, which learns of the old one', async () => {
  using call = await startCall(server)
  using client = await server.socket()
  const proof = { ...call.shopper.opening.resume, secret: 'x'.repeat(43), seq: 0 }
  const token = await tokenOf(call.shopper)
  expect(await client.refusal(client.open(token, proof))).toBe('resume-refused')
  expect((await client.open(token)).elsewhere).toEqual({ room: call.shopper.entry.room })
})

test('SES-3 a resume closes the socket that still lives', async () => {
  using call = await startCall(server)
  using client = await server.socket()
  await client.open(await tokenOf(call.shopper), { ...call.shopper.opening.resume, seq: 4 })
  expect(await call.shopper.client.closed).toBe('taken-over')
  expect(call.shopper.client.all('session.ended')).toEqual([{ reason: 'taken-over' }])
  const types = (await eventsOf(call.shopper)).map(({ type }) => type)
  expect(types).not.toContain('participant-disconnected')
})

test('SES-6 a reloaded page gets the whole log and new media; its old tracks are gone', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const old = await publishCamera(shopper)
  await advisor.client.notified('subscription.offered')
  await publishCamera(advisor)
  using client = await server.socket()
  const { rtpCapabilities } = shopper.opening
  const resumed = await client.open(await tokenOf(shopper), {
    ...shopper.opening.resume,
    seq: 0,
    rtpCapabilities,
  })
  const entry = resumed.entry
  expect(entry?.events[0]?.seq).toBe(1)
  expect(entry?.media?.transports).toHaveLength(2)
  expect(entry?.media?.subscriptions).toMatchObject([
    { source: 'camera', participant: advisor.entry.participant },
  ])
  await advisor.client.notified('subscription.closed')
  expect((await stateOf(shopper)).tracks[old]).toBeUndefined()
  const oldTransport = { transport: sendTransport(shopper.entry) }
  expect(await client.refusal(client.request('transport.restart-ice', oldTransport))).toBe(
    'not-found',
  )
  await publishCamera({ ...shopper, client, entry: entry ?? shopper.entry })
})

test('an offer that a lost socket may have swallowed is made again', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  await publishCamera(advisor)
  await shopper.client.notified('subscription.offered')
  using client = await server.socket()
  await client.open(await tokenOf(shopper), { ...shopper.opening.resume, seq: 0 })
  const { subscriptions } = await client.notified('subscription.offered')
  const ids = subscriptions.map(({ subscription }) => subscription)
  await client.request('subscription.resume', { subscriptions: ids })
})

test('a track published while the socket was away is offered on the next one', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  shopper.client.cut()
  await told(advisor, 'participant-disconnected')
  const track = await publishCamera(advisor)
  using client = await server.socket()
  await client.open(await tokenOf(shopper), { ...shopper.opening.resume, seq: 0 })
  await client.notified('subscription.offered', ({ subscriptions }) =>
    subscriptions.some((offer) => offer.track === track),
  )
})

test('SES-7 a second tab is told, and takes over on request', async () => {
  using call = await startCall(server)
  const { shopper } = call
  const { room, participant } = shopper.entry
  using client = await server.socket()
  const opening = await client.open(await tokenOf(shopper))
  expect(opening.elsewhere).toEqual({ room })
  const { rtpCapabilities } = opening
  expect(await client.refusal(client.request('room.join', { room, rtpCapabilities }))).toBe(
    'already-in-room',
  )
  expect(await client.refusal(client.request('guidance.request', {}))).toBe('already-in-room')
  const entry = await client.request('room.join', { room, rtpCapabilities, takeOver: true })
  expect(entry.participant).toBe(participant)
  expect(entry.media?.transports).toHaveLength(2)
  expect(await shopper.client.closed).toBe('taken-over')
  const joins = (await eventsOf(shopper)).filter(({ type }) => type === 'participant-joined')
  expect(joins).toHaveLength(2)
  await post({ ...shopper, client }, 'from the second tab')
})

test('SES-7 two tabs taking over from each other never make two participants', async () => {
  using call = await startCall(server)
  const { shopper } = call
  const { room } = shopper.entry
  using one = await server.socket()
  using two = await server.socket()
  await one.open(await tokenOf(shopper))
  await two.open(await tokenOf(shopper))
  const outcomes = await Promise.all(
    [one, two].map((client) =>
      client.refusal(client.request('room.join', { room, takeOver: true })).catch(() => 'closed'),
    ),
  )
  expect(outcomes).toContain('accepted')
  const { participants } = await stateOf(shopper)
  const present = Object.values(participants).filter(({ presence }) => presence !== 'left')
  expect(present).toHaveLength(2)
})

test('SES-4 who stays away longer than the window has left, and the call with them', async () => {
  await using quick = await startServer({ backend, resumeWindowMs: 50 })
  using call = await startCall(quick)
  call.shopper.client.cut()
  const { events } = await call.advisor.client.notified('room.events', (params) =>
    params.events.some(({ type }) => type === 'room-ended'),
  )
  expect(events.map(({ type, body }) => [type, 'reason' in body && body.reason])).toEqual([
    ['participant-left', 'lost'],
    ['ticket-closed', 'finished'],
    ['room-ended', 'shopper-left'],
  ])
})

test('who comes back after the room has ended is told how', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  advisor.client.cut()
  await told(shopper, 'participant-disconnected')
  await shopper.client.request('room.leave', {})
  using client = await server.socket()
  const { entry } = await client.open(await tokenOf(advisor), { ...advisor.opening.resume, seq: 6 })
  expect(entry?.events.at(-1)).toMatchObject({ type: 'room-ended' })
  const ended = entry?.events.at(-1)?.seq ?? 0
  expect(await client.request('room.read', { after: ended - 1 })).toMatchObject({ head: ended })
})

test('1,000 messages through sockets cut at random: none lost, doubled or out of order', async () => {
  using call = await startCall(server)
  const texts = Array.from({ length: 1_000 }, (_, number) => String(number))
  const random = seededRandom(7)
  const reader = readThroughCuts(call.advisor, texts.length, random)
  await writeThroughCuts(call.shopper, texts, random)
  expect((await reader).flatMap(textsOf)).toEqual(texts)
})

/** Keeps up to 20 messages in flight; after a cut, those not acknowledged are sent again under their ids. */
async function writeThroughCuts(guest: InCall, texts: string[], random: () => number) {
  const outbox = texts.map((text) => ({ message: newId('message'), text }))
  let { client } = guest
  let proof = guest.opening.resume
  while (outbox.length > 0) {
    const answers = outbox.slice(0, 20).map((params) => client.request('message.post', params))
    const isCut = random() < 0.2
    if (isCut) setTimeout(() => client.cut(), random() * 10)
    const settled = await Promise.allSettled(answers)
    const failed = settled.findIndex(({ status }) => status === 'rejected')
    outbox.splice(0, failed === -1 ? settled.length : failed)
    if (!isCut) continue
    await client.closed
    client = await server.socket()
    proof = (await client.open(await tokenOf(guest), { ...proof, seq: 0 })).resume
  }
  client.cut()
}

/** All events until there are `total` messages, over as many sockets as it takes. */
async function readThroughCuts(guest: InCall, total: number, random: () => number) {
  const events = [...guest.entry.events]
  let { client } = guest
  let proof = guest.opening.resume
  while (events.flatMap(textsOf).length < total) {
    const patience = 1 + Math.floor(random() * 40)
    const seen = await client.until(() => {
      const news = client.all('room.events').flatMap((batch) => batch.events)
      const isAll = [...events, ...news].flatMap(textsOf).length >= total
      return (news.length >= patience || isAll) && news
    })
    events.push(...seen)
    client.cut()
    client = await server.socket()
    const seq = events.at(-1)?.seq ?? 0
    const { resume, entry } = await client.open(await tokenOf(guest), { ...proof, seq })
    proof = resume
    events.push(...(entry?.events ?? []))
  }
  client.cut()
  return events
}

function textsOf({ type, body }: RoomEvent): (string | null)[] {
  return type === 'message-posted' ? [body.text] : []
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function tokenOf({ identity, opening }: InCall, tenant = ACME): Promise<string> {
  return server.tokens.issue(tenant, { identity, role: opening.role })
}

function post({ client }: { client: SocketClient }, text: string) {
  return client.request('message.post', { message: newId('message'), text })
}

async function publishCamera({ client, entry, opening }: InCall) {
  const { track } = await client.request('track.publish', {
    transport: sendTransport(entry),
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(opening.rtpCapabilities),
  })
  return track
}

function told({ client }: InCall, type: RoomEvent['type']) {
  return client.notified('room.events', ({ events }) => events.some((event) => event.type === type))
}

async function eventsOf({ entry }: InCall) {
  return server.log.read({ tenant: ACME, room: entry.room, after: 0 })
}

async function stateOf(guest: InCall) {
  return foldRoom(EMPTY_ROOM, await eventsOf(guest))
}

async function lastSeq({ client, entry }: InCall): Promise<number> {
  const seen = await client.until(() => client.all('room.events').at(-1))
  return seen.events.at(-1)?.seq ?? entry.events.length
}
