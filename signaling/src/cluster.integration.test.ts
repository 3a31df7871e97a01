import { EMPTY_ROOM, foldRoom, newId, type RoomEvent } from '@visavis/protocol'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  accept,
  type Door,
  enterAs,
  type Guest,
  type InCall,
  requestGuidance,
  sendTransport,
  ticketOf,
} from '../test/call.ts'
import { videoParameters } from '../test/media-fixtures.ts'
import { TestRecorder } from '../test/recorder.ts'
import type { SocketClient } from '../test/socket-client.ts'
import { type Instance, startCluster, type TestCluster } from '../test/start-cluster.ts'
import { ACME } from '../test/start-server.ts'

let cluster: TestCluster
let one: Instance
let other: Instance

beforeAll(async () => {
  cluster = await startCluster()
  ;[one, other] = await Promise.all([cluster.start(), cluster.start()])
})

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
})

describe('one room, two processes', () => {
  test('a desk at one is rung for a shopper at the other, and both see one order of events', async () => {
    using desk = await enterAs(other, { role: 'advisor' })
    await desk.client.request('queue.watch', {})
    using shopper = await requestGuidance(one)
    const ticket = ticketOf(shopper.entry)
    await desk.client.notified('queue.changed', ({ tickets }) =>
      tickets.some((waiting) => waiting.ticket === ticket),
    )
    const { rtpCapabilities } = desk.opening
    const entry = await desk.client.request('queue.accept', { ticket, rtpCapabilities })
    const advisor: InCall = { ...desk, entry }
    await Promise.all([say(shopper, 's', 50), say(advisor, 'a', 50)])
    const count = (await eventsOf(shopper)).length
    for (const guest of [shopper, advisor]) {
      await guest.client.until(() => seenBy(guest).length >= count)
      expect(seenBy(guest)).toEqual(await eventsOf(shopper))
    }
    await advisor.client.until(
      () => advisor.client.all('queue.changed').at(-1)?.tickets.length === 0,
    )
    await leave(shopper)
  })

  test('what one sends at one process is offered to the other at the other', async () => {
    using shopper = await requestGuidance(one)
    using advisor = await accept(other, shopper)
    const track = await publishCamera(shopper)
    await advisor.client.notified('subscription.offered', ({ subscriptions }) =>
      subscriptions.some((offer) => offer.track === track),
    )
    await leave(shopper)
  })

  test('NET-2 NET-3 NET-5 a weak network at one asks the sender at the other for stills, and reads them', async () => {
    using shopper = await requestGuidance(one)
    using advisor = await accept(other, shopper)
    const track = await publishCamera(advisor)
    await shopper.client.notified('subscription.offered')
    await shopper.client.request('network.report', { isWeak: true, receiveBps: 10_000 })
    await advisor.client.notified('sending.wanted', ({ stills }) => stills[0]?.track === track)
    await advisor.client.notified('network.changed')
    const bytes = Buffer.from('RIFF....WEBP and a picture')
    const data = bytes.toString('base64')
    const piece = { track, still: 1, size: bytes.length, offset: 0, data }
    await advisor.client.request('still.publish', piece)
    const place = { track, still: 0, offset: 0, length: 1_000 }
    const read = () => shopper.client.request('still.read', place)
    await vi.waitUntil(async () => (await read()).data === data)
    await leave(shopper)
  })

  test('a recorder at one is told of a recording at the other, and takes it', async () => {
    using recorder = await TestRecorder.enter(other, { name: 'elsewhere' })
    await recorder.request('recorder.watch', {})
    using shopper = await requestGuidance(one)
    using advisor = await accept(one, shopper)
    const { recording } = await advisor.client.request('recording.start', {})
    const { room } = shopper.entry
    await recorder.notified('recorder.wanted', ({ recordings }) =>
      recordings.some((wanted) => wanted.recording === recording),
    )
    await recorder.claim(room, recording)
    await shopper.client.until(() =>
      seenBy(shopper).some(({ type }) => type === 'recorder-assigned'),
    )
    await leave(shopper)
  })

  test('SES-7 one person is in one call, wherever they ask, and takes it over from anywhere', async () => {
    using shopper = await requestGuidance(one)
    const { identity, entry } = shopper
    using again = await enterAs(other, { role: 'shopper', identity })
    const { room } = entry
    expect(again.opening.elsewhere).toEqual({ room })
    const ask = again.client.request('guidance.request', {})
    expect(await again.client.refusal(ask)).toBe('already-in-room')
    const taken = await again.client.request('room.join', { room, takeOver: true })
    expect(taken.participant).toBe(entry.participant)
    expect(await shopper.client.closed).toBe('taken-over')
    await leave(again)
  })
})

test('SES-7 of two tabs that ask at the same moment, at two processes, one opens a room', async () => {
  const outcomes = await Promise.all(Array.from({ length: 10 }, askTwice))
  for (const answers of outcomes) expect(answers).toEqual(['accepted', 'already-in-room'])
})

test('SES-7 MED-12 who takes a call over from another process is seen on what is prepared here', async () => {
  using shopper = await requestGuidance(one)
  using advisor = await accept(one, shopper)
  using desk = await enterAs(other, { role: 'advisor', identity: advisor.identity })
  const { rtpCapabilities } = desk.opening
  const media = await desk.client.request('media.prepare', { rtpCapabilities })
  const prepared = await desk.client.request('track.prepare', {
    transport: sendTransport({ ...advisor.entry, media }),
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(rtpCapabilities),
  })
  const { room } = advisor.entry
  await desk.client.request('room.join', { room, takeOver: true, announce: [prepared] })
  await shopper.client.notified('subscription.offered', ({ subscriptions }) =>
    subscriptions.some(({ track }) => track === prepared.track),
  )
  await leave(shopper)
})

describe('a session goes on in another process', () => {
  test('SES-3 SES-6 as the same participant, with its media, and the proof works once', async () => {
    using shopper = await requestGuidance(one)
    using advisor = await accept(other, shopper)
    await publishCamera(shopper)
    await advisor.client.notified('subscription.offered')
    shopper.client.cut()
    using client = await other.socket()
    const { entry, session } = await resume(client, shopper)
    expect(session).toBe(shopper.opening.session)
    expect(entry).toMatchObject({ participant: shopper.entry.participant })
    using twice = await one.socket()
    expect(await twice.refusal(resume(twice, shopper))).toBe('resume-refused')
    const transport = sendTransport(shopper.entry)
    await client.request('transport.restart-ice', { transport })
    await say({ client }, 'here again', 1)
    await advisor.client.until(() => textsOf(advisor).includes('here again-0'))
    expect(client.all('media.lost')).toEqual([])
    expect(advisor.client.all('subscription.closed')).toEqual([])
    expect(presenceOf(shopper, await eventsOf(shopper))).toBe('connected')
    await leave({ client })
  })

  test('SES-11 with what it prepared ahead of a room, on which the call is then made', async () => {
    using shopper = await enterAs(one, { role: 'shopper' })
    const { rtpCapabilities } = shopper.opening
    await shopper.client.request('media.prepare', { rtpCapabilities })
    shopper.client.cut()
    using client = await other.socket()
    const { session } = await resume(client, shopper)
    expect(session).toBe(shopper.opening.session)
    const { media } = await client.request('guidance.request', {})
    expect(media).toMatchObject({ prepared: true })
    expect(client.all('media.lost')).toEqual([])
    await client.request('session.close', {})
  })

  test('a desk goes on watching where it comes back', async () => {
    using desk = await enterAs(one, { role: 'advisor' })
    await desk.client.request('queue.watch', {})
    await desk.client.request('queue.set-available', { available: true })
    desk.client.cut()
    using client = await other.socket()
    await resume(client, desk)
    using shopper = await requestGuidance(one)
    const ticket = ticketOf(shopper.entry)
    await client.notified('queue.changed', ({ tickets }) =>
      tickets.some((waiting) => waiting.ticket === ticket),
    )
    await leave(shopper)
    await client.request('session.close', {})
  })

  test('a process told to stop sends its clients on, and nobody is told that they left', async () => {
    const leaving = await cluster.start()
    using shopper = await requestGuidance(leaving)
    using advisor = await accept(other, shopper)
    const stopped = leaving.stop()
    expect(await shopper.client.closed).toBe('shutting-down')
    using client = await other.socket()
    expect((await resume(client, shopper)).entry?.participant).toBe(shopper.entry.participant)
    await stopped
    await say({ client }, 'still here', 1)
    await advisor.client.until(() => textsOf(advisor).includes('still here-0'))
    const types = (await eventsOf(shopper)).map(({ type }) => type)
    expect(types).not.toContain('participant-disconnected')
    await leave({ client })
  })

  test('SES-11 a process told to stop leaves what was prepared to the next one', async () => {
    const leaving = await cluster.start()
    using shopper = await enterAs(leaving, { role: 'shopper' })
    const { rtpCapabilities } = shopper.opening
    await shopper.client.request('media.prepare', { rtpCapabilities })
    await leaving.stop()
    using client = await other.socket()
    await resume(client, shopper)
    const { media } = await client.request('guidance.request', {})
    expect(media).toMatchObject({ prepared: true })
    expect(client.all('media.lost')).toEqual([])
    await client.request('session.close', {})
  })
})

describe('a process is killed', () => {
  test('who comes back goes on elsewhere within a second; who does not is gone within 20, once', async () => {
    const doomed = await cluster.start()
    using shopper = await requestGuidance(doomed)
    using stays = await accept(other, shopper)
    using ghost = await requestGuidance(doomed)
    using waits = await accept(other, ghost)
    await publishCamera(shopper)
    await stays.client.notified('subscription.offered')
    const killedAt = performance.now()
    await doomed.kill()
    using client = await one.socket()
    const { entry } = await resume(client, shopper)
    expect(performance.now() - killedAt).toBeLessThan(1_000)
    expect(entry?.participant).toBe(shopper.entry.participant)
    await client.request('transport.restart-ice', { transport: sendTransport(shopper.entry) })
    await waits.client.notified('room.events', ({ events }) =>
      events.some(({ type }) => type === 'room-ended'),
    )
    expect(performance.now() - killedAt).toBeLessThan(20_000)
    const ends = (await eventsOf(ghost)).slice(-4).map(({ type, body }) => ({ type, ...body }))
    expect(ends).toMatchObject([
      { type: 'participant-disconnected' },
      { type: 'participant-left', reason: 'lost' },
      { type: 'ticket-closed' },
      { type: 'room-ended', reason: 'shopper-left' },
    ])
    expect(client.all('media.lost')).toEqual([])
    expect(presenceOf(shopper, await eventsOf(shopper))).toBe('connected')
    await leave({ client })
  })

  test('SES-7 whose room ended meanwhile, or was never made, comes back and is in no call', async () => {
    const doomed = await cluster.start()
    using shopper = await requestGuidance(one)
    using advisor = await accept(doomed, shopper)
    using asking = await enterAs(doomed, { role: 'shopper' })
    const place = [asking.opening.session, newId('room'), newId('participant')]
    await withDatabase((database) =>
      database.query(
        'update sessions set room = $2, participant = $3, is_inside = true where id = $1',
        place,
      ),
    )
    await doomed.kill()
    await leave(shopper)
    for (const guest of [advisor, asking]) {
      using client = await other.socket()
      expect((await resume(client, guest)).session).toBe(guest.opening.session)
      const { identity, opening } = guest
      using again = await enterAs(one, { identity, role: opening.role })
      expect(again.opening.elsewhere).toBeUndefined()
    }
  })
})

test('ROOM-4 a ticket is offered again when the process that accepted it dies before the room knows', async () => {
  const doomed = await cluster.start()
  using desk = await enterAs(other, { role: 'advisor' })
  await desk.client.request('queue.watch', {})
  using shopper = await requestGuidance(one)
  const ticket = ticketOf(shopper.entry)
  await rung(desk.client, shopper)
  using lost = await enterAs(doomed, { role: 'advisor' })
  const isShown = () =>
    desk.client
      .all('queue.changed')
      .at(-1)
      ?.tickets.some((waiting) => waiting.ticket === ticket) ?? false
  await whileLocked(shopper, async (database) => {
    lost.client.request('queue.accept', { ticket }).catch(() => {})
    await untilBlocked(database)
    await desk.client.until(() => !isShown())
    await doomed.kill()
    // PostgreSQL would do what it was asked for by a process that is gone.
    await database.query(`select pg_terminate_backend(pid) ${BLOCKED}`)
  })
  await desk.client.until(isShown)
  await desk.client.request('queue.accept', { ticket })
  const accepted = (await eventsOf(shopper)).filter(({ type }) => type === 'ticket-accepted')
  expect(accepted).toHaveLength(1)
  await leave(shopper)
})

test('an advisor enters though the database goes away before it has answered', async () => {
  using shopper = await requestGuidance(one)
  const { accepted } = await whileLocked(shopper, async (database) => {
    const accepted = accept(other, shopper)
    accepted.catch(() => {})
    await untilBlocked(database)
    await database.query(`select pg_terminate_backend(pid) ${BLOCKED}`)
    // Not awaited here: it goes on when the lock is gone.
    return { accepted }
  })
  using advisor = await accepted
  expect(presenceOf(advisor, await eventsOf(shopper))).toBe('connected')
  await leave(shopper)
})

describe('Redis is gone', () => {
  test.each([
    ['killed', () => cluster.redis.kill(), () => cluster.redis.start()],
    ['frozen', async () => cluster.redis.freeze(), async () => cluster.redis.thaw()],
  ])(
    '%s: calls go on, new ones begin within a second, and all is quick again after it is back',
    async (_, lose, restore) => {
      using desk = await enterAs(other, { role: 'advisor' })
      await desk.client.request('queue.watch', {})
      using shopper = await requestGuidance(one)
      using advisor = await accept(other, shopper)
      await lose()
      await say(shopper, 'without', 1)
      await advisor.client.until(() => textsOf(advisor).includes('without-0'))
      const askedAt = performance.now()
      using late = await requestGuidance(one)
      expect(performance.now() - askedAt).toBeLessThan(1_000)
      await rung(desk.client, late)
      using second = await accept(other, late)
      await say(late, 'hello', 1)
      await second.client.until(() => textsOf(second).includes('hello-0'))
      await restore()
      await vi.waitUntil(
        async () => {
          const sentAt = performance.now()
          const text = `back-${sentAt}`
          await say(shopper, text, 1)
          await advisor.client.until(() => textsOf(advisor).includes(`${text}-0`))
          return performance.now() - sentAt < 100
        },
        { timeout: 5_000, interval: 100 },
      )
      await leave(late)
      await leave(shopper)
    },
  )
})

test('PostgreSQL killed and started: nothing acknowledged is lost, and sessions go on', async () => {
  using shopper = await requestGuidance(one)
  using advisor = await accept(other, shopper)
  await say(shopper, 'before', 20)
  await cluster.postgres.kill()
  const during = say(shopper, 'during', 20)
  await cluster.postgres.start()
  await during
  await say(advisor, 'after', 1)
  await shopper.client.until(() => textsOf(shopper).includes('after-0'))
  const wanted = [...numbered('before', 20), ...numbered('during', 20), 'after-0']
  await advisor.client.until(() => textsOf(advisor).length >= wanted.length)
  expect(textsOf(advisor).toSorted()).toEqual(wanted.toSorted())
  await leave(shopper)
})

/** Who waits for a lock. */
const BLOCKED = 'from pg_locks where not granted'

async function untilBlocked(database: pg.Client): Promise<void> {
  const isBlocked = async () => (await database.query(`select ${BLOCKED}`)).rowCount === 1
  await vi.waitUntil(isBlocked, { timeout: 5_000 })
}

/** Nothing is appended to the room meanwhile. */
function whileLocked<T>({ entry }: InCall, task: (database: pg.Client) => Promise<T>): Promise<T> {
  return withDatabase(async (database) => {
    await database.query('begin')
    await database.query('select from rooms where id = $1 for update', [entry.room])
    return task(database)
  })
}

async function withDatabase<T>(task: (database: pg.Client) => Promise<T>): Promise<T> {
  const database = new pg.Client({ connectionString: cluster.postgres.url })
  await database.connect()
  try {
    return await task(database)
  } finally {
    await database.end()
  }
}

/** As one person in two tabs. */
async function askTwice(): Promise<string[]> {
  using first = await enterAs(one, { role: 'shopper' })
  using second = await enterAs(other, { role: 'shopper', identity: first.identity })
  const tabs = [first, second]
  const ask = ({ client }: Guest) => client.refusal(client.request('guidance.request', {}))
  const answers = await Promise.all(tabs.map(ask))
  await Promise.all(tabs.map(leave))
  return answers.sort()
}

type Speaker = { readonly client: SocketClient }

function numbered(text: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${text}-${index}`)
}

async function say({ client }: Speaker, text: string, count: number): Promise<void> {
  const messages = numbered(text, count).map((one) => ({ message: newId('message'), text: one }))
  await Promise.all(messages.map((message) => client.request('message.post', message)))
}

async function leave({ client }: Speaker): Promise<void> {
  await client.request('session.close', {})
}

async function rung(client: SocketClient, { entry }: InCall): Promise<void> {
  const ticket = ticketOf(entry)
  await client.notified('queue.changed', ({ tickets }) =>
    tickets.some((waiting) => waiting.ticket === ticket),
  )
}

async function resume(
  client: SocketClient,
  { identity, opening }: Pick<InCall, 'identity' | 'opening'>,
  door: Door = one,
) {
  const token = await door.tokens.issue(ACME, { identity, role: opening.role })
  return client.open(token, { ...opening.resume, seq: 0 })
}

function seenBy({ client, entry }: InCall): RoomEvent[] {
  return [...entry.events, ...client.all('room.events').flatMap(({ events }) => events)]
}

function textsOf(guest: InCall): (string | null)[] {
  return seenBy(guest).flatMap(({ type, body }) => (type === 'message-posted' ? [body.text] : []))
}

async function eventsOf({ entry }: InCall): Promise<readonly RoomEvent[]> {
  return cluster.log.read({ tenant: ACME, room: entry.room, after: 0 })
}

function presenceOf({ entry }: InCall, events: readonly RoomEvent[]) {
  return foldRoom(EMPTY_ROOM, events).participants[entry.participant]?.presence
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
