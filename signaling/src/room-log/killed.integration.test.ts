import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RoomEvent, RoomId } from '@visavis/protocol'
import { describe, expect, test } from 'vitest'
import { startPostgres } from '../../test/postgres.ts'
import { DirectoryInUseError, openDatabase } from '../database/index.ts'
import {
  message,
  newMember,
  newRoom,
  openStore,
  openStoreAt,
  readAll,
  TENANT,
  textsOf,
} from './contract/store.ts'

const WRITER = fileURLToPath(new URL('../../test/append-until-killed.ts', import.meta.url))
const KILLS = 3

describe('the embedded store', () => {
  test('holds every acknowledged event when the process is killed, and opens at once', async () => {
    await using directory = await temporaryDirectory()
    for (let kill = 1; kill <= KILLS; kill++) {
      await using writer = startWriter(directory.path)
      await writer.untilAcknowledged(200 * kill)
      await writer.kill()
      const { room, acknowledged } = writer.said()

      await using store = await openStoreAt(directory.path)
      const texts = new Map(
        (await readAll(store.log, room)).map((event) => [event.seq, textsOf([event])[0]]),
      )
      expect(acknowledged.length).toBeGreaterThanOrEqual(200 * kill)
      for (const { seq, text } of acknowledged) expect(texts.get(seq)).toBe(text)
      expect(await store.log.verify(TENANT, room)).toMatchObject({ ok: true, head: texts.size })
    }
  }, 120_000)

  test('refuses a second process, and a second time in the same one', async () => {
    await using directory = await temporaryDirectory()
    await using writer = startWriter(directory.path)
    await writer.untilAcknowledged(1)
    const refused = openDatabase({ dataDir: directory.path })
    await expect(refused).rejects.toThrow(DirectoryInUseError)
    await expect(refused).rejects.toThrow(`in use by process ${writer.pid}`)
    await writer.kill()

    await using _store = await openStoreAt(directory.path)
    await expect(openDatabase({ dataDir: directory.path })).rejects.toThrow(DirectoryInUseError)
  }, 60_000)
})

describe('PostgreSQL', () => {
  test('killed and started again: what was acknowledged is there, and keyed appends go in once', async () => {
    await using server = await startPostgres()
    await using store = await openStore({ url: server.url })
    const { log } = store
    const room = await newRoom(log)
    const member = await newMember(store)
    const followed: RoomEvent[] = []
    await using _follower = log.follow({
      tenant: TENANT,
      room,
      after: 0,
      onEvents: (events) => void followed.push(...events),
      onError() {},
    })
    const acknowledged = new EventEmitter()
    let count = 0
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 150; index++) {
        const key = `${writer}:${index}`
        const events = [message(member, key)]
        await untilAnswered(() => log.append({ tenant: TENANT, room, key, events }))
        count++
        acknowledged.emit(`${count}`)
      }
    })
    for (const kill of [200, 700]) {
      await once(acknowledged, `${kill}`)
      await server.kill()
      await server.start()
    }
    await Promise.all(writers)

    const texts = textsOf(await readAll(log, room))
    expect(texts).toHaveLength(8 * 150)
    for (let writer = 0; writer < 8; writer++) {
      const own = texts.filter((text) => text?.startsWith(`${writer}:`))
      expect(own).toEqual(Array.from({ length: 150 }, (_, index) => `${writer}:${index}`))
    }
    expect(followed.map(({ seq }) => seq)).toEqual(followed.map((_, index) => index + 1))
    expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: 1_201 })
  }, 120_000)

  test('rooms written by several logs at once never wait for each other in a circle', async () => {
    await using server = await startPostgres()
    await using store = await openStore({ url: server.url })
    const logs = [store.log, store.anotherLog(), store.anotherLog()]
    const rooms = await Promise.all(Array.from({ length: 30 }, () => newRoom(store.log)))
    const member = await newMember(store)
    await Promise.all(
      Array.from({ length: 90 }, async (_, writer) => {
        for (let index = 0; index < 8; index++) {
          const room = rooms[(writer * 7 + index * 11) % rooms.length] as RoomId
          const events = [message(member, 'x')]
          await logs[writer % 3]?.append({ tenant: TENANT, room, events })
        }
      }),
    )
    const { rows } = await store.database.pool.query(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    expect(rows).toEqual([{ deadlocks: 0 }])
    for (const log of logs.slice(1)) await log.close()
  }, 60_000)
})

/** As a client does: the same key until there is an answer. */
async function untilAnswered(append: () => Promise<{ status: string }>): Promise<void> {
  for (;;) {
    try {
      const { status } = await append()
      expect(['ok', 'duplicate']).toContain(status)
      return
    } catch (error) {
      expect(error).toMatchObject({ code: 'internal', retryable: true })
    }
  }
}

interface Acknowledged {
  readonly room: RoomId
  readonly acknowledged: { seq: number; text: string }[]
}

function startWriter(dataDir: string) {
  const child = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const said = new EventEmitter()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    said.emit('line')
  })
  child.once('exit', () => said.emit('line'))
  const kill = () => killAndWait(child)
  return {
    pid: child.pid,
    kill,
    async untilAcknowledged(count: number): Promise<void> {
      while (lines.length <= count) {
        if (child.exitCode !== null) throw new Error('The writer ended.')
        await once(said, 'line')
      }
    },
    said(): Acknowledged {
      const [room, ...rest] = lines
      const acknowledged = rest.map((line) => {
        const [seq, text = ''] = line.split(' ')
        return { seq: Number(seq), text }
      })
      return { room: room as RoomId, acknowledged }
    },
    [Symbol.asyncDispose]: kill,
  }
}

async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  // What it said before is read to the end.
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-killed-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
