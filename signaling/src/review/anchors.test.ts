import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RoomId, type TenantId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { CHECKPOINT_FILE } from '../audit/audit-checkpoints.ts'
import { CHECKPOINT_TYPE } from '../audit/checkpoint.ts'
import { SealKey } from '../consent/seal-key.ts'
import { Anchors } from './anchors.ts'

const tenant = 'acme' as TenantId

test('reads checkpoints as they are appended, and verifies each line once', async () => {
  await using place = await openPlace()
  const { anchors, room, path, line } = place
  expect(await anchors.of(tenant, room)).toEqual([])
  const first = await line(1)
  await writeFile(path, first)
  expect(await seqs(place)).toEqual([1])
  const second = await line(2)
  await appendFile(path, second.slice(0, 20))
  expect(await seqs(place)).toEqual([1])
  await appendFile(path, second.slice(20))
  expect(await seqs(place)).toEqual([1, 2])
  expect(await anchors.of(tenant, newId('room'))).toEqual([])
  await writeFile(path, `${'x'.repeat(first.length - 1)}\n${second}${await line(3)}`)
  expect(await seqs(place)).toEqual([1, 2, 3])
})

test('what the key did not sign is named by its line', async () => {
  await using place = await openPlace()
  await writeFile(place.path, await place.line(1))
  expect(await seqs(place)).toEqual([1])
  await appendFile(place.path, 'forged\n')
  await expect(seqs(place)).rejects.toThrow('Line 2')
  await expect(seqs(place)).rejects.toThrow('Line 2')
})

test('what was signed stays true when the file is replaced', async () => {
  await using place = await openPlace()
  await writeFile(place.path, (await place.line(1)) + (await place.line(2)))
  expect(await seqs(place)).toEqual([1, 2])
  await writeFile(place.path, await place.line(3))
  expect(await seqs(place)).toEqual([1, 2, 3])
})

interface Place extends AsyncDisposable {
  readonly anchors: Anchors
  readonly room: RoomId
  readonly path: string
  line(seq: number): Promise<string>
}

async function openPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-anchors-'))
  const key = await SealKey.open({ folder, name: 'receipts' })
  const room = newId('room')
  const hash = '0'.repeat(64)
  return {
    anchors: new Anchors({ folder, key }),
    room,
    path: join(folder, CHECKPOINT_FILE),
    async line(seq) {
      const checkpoint = { at: 1_000, heads: [{ tenant, room, seq, hash }] }
      return `${await key.sign(checkpoint, CHECKPOINT_TYPE)}\n`
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

async function seqs({ anchors, room }: Place): Promise<number[]> {
  return (await anchors.of(tenant, room)).map(({ seq }) => seq)
}
