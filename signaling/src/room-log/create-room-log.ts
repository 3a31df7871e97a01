import { randomUUID } from 'node:crypto'
import {
  LIMITS,
  type PersonId,
  type RoomEvent,
  RoomId,
  TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Database } from '../database/index.ts'
import type { DataKey, People } from '../people/index.ts'
import { Announcer } from './announcer.ts'
import { AppendQueue } from './append-queue.ts'
import { type AppendGroup, appendGroups, type GroupResult } from './append-statement.ts'
import { type Announcement, type Bus, createMemoryBus, type StoredEvent } from './bus.ts'
import {
  asRoomEvent,
  isStorable,
  openEvent,
  type PreparedEvent,
  peopleIn,
  prepareEvent,
  sealEvent,
} from './event-codec.ts'
import { RoomFeeds } from './room-feeds.ts'
import type { AppendOutcome, AppendRequest, RoomLog } from './room-log.ts'
import { listRooms, readHeads, readRoom, readStored, readTenantHeads } from './stored-events.ts'
import { verifyChain } from './verify-chain.ts'

/** Statements under way at once: the embedded store has one connection, of PostgreSQL's pool reads keep a third. */
const CONCURRENCY = { embedded: 1, postgres: 8 } as const

const RequestEnvelope = Compile(
  Type.Object({
    tenant: TenantId,
    room: RoomId,
    events: Type.Array(Type.Unknown(), { minItems: 1, maxItems: LIMITS.eventsPerPage }),
    expectedSeq: Type.Optional(Type.Integer({ minimum: 0 })),
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    create: Type.Optional(Type.Boolean()),
  }),
)

export interface RoomLogOptions {
  readonly database: Database
  readonly people: People
  readonly logger: Logger
  /** Other processes on the same database; without it there are none. */
  readonly bus?: Bus
}

interface LogGroup extends AppendGroup {
  /** As followers see them, once they have a number. */
  readonly bodies: readonly Record<string, unknown>[]
  committed?: readonly RoomEvent[]
}

export function createRoomLog(options: RoomLogOptions): RoomLog {
  const { database, people, logger, bus = createMemoryBus() } = options
  const origin = randomUUID()
  const announcer = new Announcer(bus)
  const preparing = new Map<RoomId, Promise<unknown>>()
  let closing: Promise<void> | undefined

  const feeds = new RoomFeeds({
    bus,
    read: (tenant, room, after) => read({ tenant, room, after }),
    heads: (rooms) => readHeads(database, rooms),
    onAnnouncement,
    onError: (error) => logger.warn({ err: error }, 'head check failed'),
  })
  const queue = new AppendQueue({
    run: (groups) => appendGroups(database, groups),
    onResult,
    concurrency: CONCURRENCY[database.kind],
  })

  async function append(request: AppendRequest): Promise<AppendOutcome> {
    if (closing !== undefined) throw new VisavisError('shutting-down')
    checkEnvelope(request)
    const prepared = request.events.map((event) => prepareEvent(event))
    const group = await sealInOrder(request, prepared)
    return await toOutcome(group, await queue.push(group))
  }

  /** Events of one room are numbered in the order of the calls, also when one has to wait for a key. */
  function sealInOrder(request: AppendRequest, prepared: readonly PreparedEvent[]) {
    const before = preparing.get(request.room)
    const keys = before === undefined ? cachedKeys(request.tenant, prepared) : undefined
    if (keys !== undefined) return sealGroup(request, prepared, keys)
    return sealLater(request, prepared, before)
  }

  async function sealLater(
    request: AppendRequest,
    prepared: readonly PreparedEvent[],
    before: Promise<unknown> | undefined,
  ): Promise<LogGroup> {
    const { room, tenant } = request
    const loaded = Promise.resolve(before).then(() => people.keys(tenant, personsOf(prepared)))
    const turn = loaded.catch(() => {})
    preparing.set(room, turn)
    try {
      return sealGroup(request, prepared, await loaded)
    } finally {
      if (preparing.get(room) === turn) preparing.delete(room)
    }
  }

  function cachedKeys(tenant: TenantId, prepared: readonly PreparedEvent[]) {
    const keys = new Map<PersonId, DataKey>()
    for (const person of personsOf(prepared)) {
      const key = people.cachedKey(tenant, person)
      if (key === undefined) return undefined
      keys.set(person, key)
    }
    return keys
  }

  function onResult(appended: AppendGroup, { status, seq, at }: GroupResult): void {
    const group = appended as LogGroup
    const { tenant, room } = group
    // Who was outrun waits for what outran them: read now, whoever announces it.
    if (status === 'conflict') feeds.hear(tenant, room, seq)
    if (status !== 'ok') return
    const number = (index: number) => ({ seq: seq + index, at })
    const events = group.events.map(({ type, actor }, index) =>
      asRoomEvent({ ...number(index), type, actor, body: group.bodies[index] ?? {} }),
    )
    group.committed = events
    feeds.offer(tenant, room, events)
    const stored = group.events.map(({ type, actor, text }, index) => ({
      ...number(index),
      type,
      actor,
      body: text,
    }))
    announcer.announce({ tenant, room, origin, events: stored })
  }

  async function toOutcome(group: LogGroup, result: GroupResult): Promise<AppendOutcome> {
    const { tenant, room, committed = [] } = group
    switch (result.status) {
      case 'ok':
        return { status: 'ok', events: committed }
      case 'duplicate': {
        const events = await read({ tenant, room, after: result.seq - 1, limit: result.size })
        return { status: 'duplicate', events }
      }
      case 'conflict':
        return { status: 'conflict', head: result.seq }
      case 'closed':
      case 'not-found':
        return { status: result.status }
    }
  }

  async function read(query: Parameters<RoomLog['read']>[0]): Promise<readonly RoomEvent[]> {
    return await openAll(query.tenant, query.room, await readStored(database, query))
  }

  async function openAll(tenant: TenantId, room: RoomId, stored: readonly StoredEvent[]) {
    const named = peopleIn(stored)
    const keys = named.length > 0 ? await people.keys(tenant, named) : undefined
    return stored.map((event) => openEvent(room, event, (person) => keys?.get(person)))
  }

  /** Opened here and now when all keys are at hand; otherwise followers read, and wait for keys there. */
  function onAnnouncement({ tenant, room, origin: from, events }: Announcement): void {
    if (from === origin) return
    const keyOf = (person: PersonId) => people.cachedKey(tenant, person)
    const isReadable = peopleIn(events).every((person) => keyOf(person) !== undefined)
    const last = events.at(-1)
    if (isReadable)
      feeds.offer(
        tenant,
        room,
        events.map((event) => openEvent(room, event, keyOf)),
      )
    else if (last !== undefined) feeds.hear(tenant, room, last.seq)
  }

  function close(): Promise<void> {
    closing ??= queue.drained().then(() => feeds.close())
    return closing
  }

  return {
    append,
    read,
    follow: (follow) => feeds.follow(follow),
    room: (tenant, room) => readRoom(database, tenant, room),
    heads: (tenant, rooms) => readTenantHeads(database, tenant, rooms),
    rooms: (tenant, query) => listRooms(database, tenant, query),
    verify: (tenant, room) => verifyChain(database, tenant, room),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function checkEnvelope(request: AppendRequest): void {
  const isStorableKey = request.key === undefined || isStorable(request.key)
  if (!RequestEnvelope.Check(request) || !isStorableKey) {
    throw new VisavisError('invalid-request', { detail: 'Append request.' })
  }
}

function personsOf(prepared: readonly PreparedEvent[]): PersonId[] {
  const persons = prepared.map(({ person }) => person).filter((person) => person !== undefined)
  return persons.length > 1 ? [...new Set(persons)] : persons
}

function sealGroup(
  { tenant, room, expectedSeq, key, create }: AppendRequest,
  prepared: readonly PreparedEvent[],
  keys: ReadonlyMap<PersonId, DataKey>,
): LogGroup {
  const sealed = prepared.map((event) => sealEvent(room, event, (person) => keys.get(person)))
  const events = prepared.map(({ type, actor }, index) => ({
    type,
    actor,
    text: sealed[index]?.text ?? '',
  }))
  const bodies = sealed.map(({ body }) => body)
  return { tenant, room, expected: expectedSeq, key, create, events, bodies }
}
