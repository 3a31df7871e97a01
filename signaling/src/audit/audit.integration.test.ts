import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RoomId } from '@visavis/protocol'
import { importJWK } from 'jose'
import { type Logger, pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ACME, type Backend, startBackend } from '../../test/start-server.ts'
import { CommandFailed } from '../cli/command-failed.ts'
import { runCommand } from '../cli/run-command.ts'
import { AuditCheckpoints, CHECKPOINT_FILE } from './audit-checkpoints.ts'
import { type AnchoredHead, readCheckpoints } from './checkpoint.ts'
import { exportRoom, exportTenant } from './export-log.ts'
import { verifyExport } from './verify-export.ts'

let backend: Backend
let folder: string
let room: RoomId
let lines: string[]
let anchors: AnchoredHead[]

beforeAll(async () => {
  backend = await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'visavis-audit-'))
  room = newId('room')
  const participant = newId('participant')
  const created = { kind: 'meeting', capacity: 4 } as const
  await backend.log.append({
    tenant: ACME,
    room,
    create: true,
    events: [{ type: 'room-created', actor: 'system', body: created }],
  })
  for (let count = 0; count < 6; count += 1) {
    const body = { participant }
    const event = { type: 'participant-disconnected', actor: participant, body } as const
    await backend.log.append({ tenant: ACME, room, events: [event] })
  }
  await writeCheckpoint()
  anchors = await readCheckpoints(await checkpointLines(), await publicKey())
  lines = await linesOf(exportRoom(backend.database, ACME, room))
}, 60_000)

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await backend[Symbol.asyncDispose]()
})

async function linesOf(source: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const line of source) all.push(line)
  return all
}

const checkpointFile = () => join(folder, CHECKPOINT_FILE)
const checkpointLines = async () => (await readFile(checkpointFile(), 'utf8')).trimEnd().split('\n')

/** As a process that starts. */
async function writeCheckpoint(logger: Logger = pino({ level: 'silent' })): Promise<void> {
  const { database, seal: key } = backend
  await using checkpoints = await AuditCheckpoints.open({ database, key, folder, logger })
  await checkpoints.write()
}

async function publicKey() {
  const { kty, crv, x } = backend.seal.publicJwk
  const key = await importJWK({ kty, crv, x }, 'EdDSA')
  if (key instanceof Uint8Array) throw new Error('no public key')
  return key
}

async function problemOf(changed: readonly string[], of: readonly AnchoredHead[] = []) {
  async function* stream() {
    yield* changed
  }
  const [verdict] = await verifyExport({ lines: stream(), anchors: of })
  return verdict?.problem?.name ?? 'none'
}

function edited(index: number, change: (event: Record<string, unknown>) => object): string[] {
  return lines.map((line, at) => (at === index ? JSON.stringify(change(JSON.parse(line))) : line))
}

test('an untouched export verifies, and has the checkpoint’s hash', async () => {
  expect(lines).toHaveLength(8)
  expect(await problemOf(lines, anchors)).toBe('none')
  expect(anchors).toEqual([expect.objectContaining({ tenant: ACME, room, seq: 7 })])
})

test('an edit, a deletion, a reordering, an insertion and a truncation are each found', async () => {
  const body = JSON.stringify({ participant: newId('participant') })
  expect(await problemOf(edited(3, (event) => ({ ...event, body })))).toBe('body-changed')
  expect(await problemOf(edited(3, (event) => ({ ...event, at: 1 })))).toBe('event-changed')
  expect(await problemOf(lines.toSpliced(3, 1))).toBe('event-missing')
  const [third = '', fourth = ''] = lines.slice(3, 5)
  expect(await problemOf(lines.toSpliced(3, 2, fourth, third))).toBe('event-missing')
  expect(await problemOf(lines.toSpliced(4, 0, lines[4] ?? ''))).toBe('event-missing')
  expect(await problemOf(lines.slice(0, -2))).toBe('log-truncated')
  expect(await problemOf(edited(2, () => ({ anything: 1 })))).toBe('event-unreadable')
})

test('what holds in itself is compared with what was signed elsewhere', async () => {
  const last = JSON.parse(lines.at(-2) ?? '')
  const shorter = edited(0, (head) => ({ ...head, headSeq: 6, headHash: last.hash })).slice(0, -1)
  expect(await problemOf(shorter)).toBe('none')
  expect(await problemOf(shorter, anchors)).toBe('shorter-than-checkpoint')
  const others = anchors.map((anchor) => ({ ...anchor, hash: '0'.repeat(64) }))
  expect(await problemOf(lines, others)).toBe('differs-from-checkpoint')
})

test('a changed chain stays found out when its head was signed, too', async () => {
  const forged = anchors.map((anchor) => ({ ...anchor, hash: '0'.repeat(64) }))
  expect(await problemOf(lines, [...forged, ...anchors])).toBe('differs-from-checkpoint')
  expect(await problemOf(lines, [...anchors, ...forged])).toBe('differs-from-checkpoint')
  expect(await problemOf(lines, [...anchors, ...anchors])).toBe('none')
})

test('a new process signs nothing again, and nothing that contradicts what was signed', async () => {
  const before = await checkpointLines()
  await writeCheckpoint()
  expect(await checkpointLines()).toEqual(before)
  const { db } = backend.database
  const head = await db
    .selectFrom('rooms')
    .select(['head_seq', 'head_hash', 'head_at'])
    .where('id', '=', room)
    .executeTakeFirstOrThrow()
  const write = (values: Partial<typeof head>) =>
    db
      .updateTable('rooms')
      .set({ head_at: Date.now(), ...values })
      .where('id', '=', room)
      .execute()
  const logger = pino({ level: 'silent' })
  const error = vi.spyOn(logger, 'error')
  for (const change of [{ head_hash: Buffer.alloc(32) }, { head_seq: head.head_seq - 1 }]) {
    await write(change)
    await writeCheckpoint(logger)
    expect(await checkpointLines()).toEqual(before)
    expect(error).toHaveBeenCalled()
    error.mockClear()
    await write(head)
  }
  await writeCheckpoint(logger)
  expect(await checkpointLines()).toEqual(before)
  expect(error).not.toHaveBeenCalled()
})

test('a room that is gone altogether is missed in an export of its tenant', async () => {
  const whole = await linesOf(exportTenant(backend.database, ACME))
  expect(await problemOf(whole, anchors)).toBe('none')
  const other = { ...anchors[0], room: newId('room') } as AnchoredHead
  async function* stream() {
    yield* whole
  }
  const verdicts = await verifyExport({ lines: stream(), anchors: [other] })
  expect(verdicts.at(-1)).toMatchObject({ room: other.room, problem: { name: 'room-missing' } })
})

test('a checkpoint that the key did not sign is refused', async () => {
  const text = await readFile(checkpointFile(), 'utf8')
  const forged = text.replace(
    /\.[^.]+\./,
    `.${Buffer.from('{"at":1,"heads":[]}').toString('base64url')}.`,
  )
  await expect(readCheckpoints(forged.split('\n'), await publicKey())).rejects.toThrow('Line 1')
})

test('an erased body leaves the rest verifiable', async () => {
  expect(
    await problemOf(
      edited(3, (event) => ({ ...event, body: null })),
      anchors,
    ),
  ).toBe('none')
})

test('`audit verify` works on files alone, and fails where something is wrong', async () => {
  const file = join(folder, 'export.jsonl')
  const key = join(folder, 'key.json')
  await writeFile(key, JSON.stringify({ keys: [backend.seal.publicJwk] }))
  const verify = async (text: string) => {
    await writeFile(file, text)
    const printed: string[] = []
    const files = ['--checkpoints', checkpointFile(), '--key', key]
    const argv = ['audit', 'verify', file, ...files]
    const env = { VISAVIS_DATA_DIR: join(folder, 'nothing-here') }
    const failure = await runCommand({ argv, env, print: (line) => printed.push(line) }).catch(
      (error: unknown) => error,
    )
    return { printed, failure }
  }
  const sound = await verify(lines.join('\n'))
  expect(sound.failure).toBeUndefined()
  expect(sound.printed).toEqual([`ok  ${room}  7 events  1 checkpoints`, '1 rooms verify'])
  const cut = await verify(lines.slice(0, -1).join('\n'))
  expect(cut.failure).toBeInstanceOf(CommandFailed)
  expect(cut.printed[0]).toBe(`PROBLEM  ${room}  event 7  log-truncated`)
})
