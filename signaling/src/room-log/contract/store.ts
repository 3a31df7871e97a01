import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type NewEvent,
  newId,
  type ParticipantId,
  type PersonId,
  type RoomEvent,
  type RoomId,
  type TenantId,
} from '@visavis/protocol'
import { pino } from 'pino'
import { type Database, openDatabase } from '../../database/index.ts'
import { openPeople, type People } from '../../people/index.ts'
import type { Bus } from '../bus.ts'
import { createRoomLog } from '../create-room-log.ts'
import type { RoomLog } from '../room-log.ts'

export const TENANT = 'acme' as TenantId
export const OTHER_TENANT = 'rival' as TenantId

/** A store that the contract is held against, and a log on it. */
export interface Store extends AsyncDisposable {
  readonly database: Database
  readonly people: People
  readonly log: RoomLog
  readonly dataDir: string
  /** Where the database keeps its files. */
  readonly files: string
  /** Another process' log, as far as the store can tell. */
  anotherLog(bus?: Bus): RoomLog
}

export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-log-'))
  const store = await openStoreAt(dataDir, options)
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface StoreOptions {
  readonly url?: string
  readonly files?: string
}

export async function openStoreAt(
  dataDir: string,
  { url, files = join(dataDir, 'database') }: StoreOptions = {},
): Promise<Store> {
  const logger = pino({ enabled: false })
  const database = await openDatabase({ dataDir, logger, ...(url !== undefined && { url }) })
  const people = await openPeople({ database, dataDir })
  const log = createRoomLog({ database, people, logger })
  return {
    database,
    people,
    log,
    dataDir,
    files,
    anotherLog: (bus) => createRoomLog({ database, people, logger, ...(bus && { bus }) }),
    async [Symbol.asyncDispose]() {
      await log.close()
      await people.close()
      await database.close()
    },
  }
}

export const created: NewEvent = {
  type: 'room-created',
  actor: 'system',
  body: { kind: 'guidance', capacity: 2 },
}
export const ended: NewEvent = {
  type: 'room-ended',
  actor: 'system',
  body: { reason: 'shopper-left' },
}

export interface Member {
  readonly participant: ParticipantId
  readonly person: PersonId
}

export async function newMember(store: Store, tenant = TENANT): Promise<Member> {
  const person = await store.people.personFor(tenant, newId('person'))
  return { participant: newId('participant'), person }
}

export async function newRoom(log: RoomLog, tenant = TENANT): Promise<RoomId> {
  const room = newId('room')
  await log.append({ tenant, room, create: true, events: [created] })
  return room
}

export function message({ participant, person }: Member, text: string): NewEvent {
  return {
    type: 'message-posted',
    actor: participant,
    body: { message: newId('message'), participant, person, text },
  }
}

/** An event that holds nothing personal. */
export function placed(worker: string): NewEvent {
  return { type: 'media-placed', actor: 'system', body: { node: 'local', worker } }
}

export function joined({ participant, person }: Member, name: string): NewEvent {
  return {
    type: 'participant-joined',
    actor: participant,
    body: { participant, person, role: 'shopper', name, badge: null },
  }
}

export async function readAll(log: RoomLog, room: RoomId, tenant = TENANT): Promise<RoomEvent[]> {
  const all: RoomEvent[] = []
  for (;;) {
    const page = await log.read({ tenant, room, after: all.length })
    if (page.length === 0) return all
    all.push(...page)
  }
}

export function textsOf(events: readonly RoomEvent[]): (string | null)[] {
  return events.flatMap((event) => (event.type === 'message-posted' ? [event.body.text] : []))
}
