import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type TenantId } from '@visavis/protocol'
import { createLogger } from '@visavis/signaling'
import { createRoomLog, openDatabase, openPeople } from '@visavis/signaling/room-log'
import { startPostgres } from '@visavis/signaling/test/postgres'
import type { Conversation } from './writers.ts'

export type StoreName = 'embedded' | 'postgres'

export interface LogUnderTest extends AsyncDisposable {
  readonly conversation: Conversation
}

/** A room on a fresh store, as durable as in production, with a person who has something to say. */
export async function openLog(store: StoreName): Promise<LogUnderTest> {
  await using undo = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-append-'))
  undo.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = store === 'postgres' ? undo.use(await startPostgres()) : undefined
  const database = undo.use(await openDatabase({ dataDir, ...(server && { url: server.url }) }))
  const people = undo.use(await openPeople({ database, dataDir }))
  const log = undo.use(
    createRoomLog({ database, people, logger: createLogger({ level: 'silent' }) }),
  )
  const tenant = 'bench' as TenantId
  const person = await people.personFor(tenant, 'writer')
  const room = newId('room')
  const body = { kind: 'guidance', capacity: 2 } as const
  const created = { type: 'room-created', actor: 'system', body } as const
  await log.append({ tenant, room, create: true, events: [created] })
  const owned = undo.move()
  return {
    conversation: { log, tenant, room, participant: newId('participant'), person },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
