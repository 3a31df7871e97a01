import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordingStore } from '../src/store/recording-store.ts'

export interface StoreSetup extends AsyncDisposable {
  readonly store: RecordingStore
}

/** What every store of recordings does. */
export function describeStore(name: string, setUp: () => Promise<StoreSetup>): void {
  describe(name, () => {
    let setup: StoreSetup
    let folder: string
    beforeAll(async () => {
      setup = await setUp()
      folder = await mkdtemp(join(tmpdir(), 'visavis-store-'))
    })
    afterAll(async () => {
      await setup[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    })

    async function file(bytes: number) {
      const content = randomBytes(bytes)
      const path = join(folder, randomBytes(6).toString('hex'))
      await writeFile(path, content)
      return { path, content, sha256: createHash('sha256').update(content).digest('hex') }
    }

    test('gives back what it was given, anywhere in it', async () => {
      const { path, content, sha256 } = await file(9 * 1024 * 1024)
      await setup.store.putFile('acme/rec_1/take/part.vvs', path, sha256)
      await using object = await setup.store.open('acme/rec_1/take/part.vvs')
      expect(object.size).toBe(content.length)
      expect(Math.abs(object.modifiedAt - Date.now())).toBeLessThan(60_000)
      for (const [offset, length] of [
        [0, 10],
        [5_000_000, 100_000],
        [content.length - 5, 100],
      ] as const) {
        const read = await object.read(offset, length)
        expect(read.equals(content.subarray(offset, offset + length))).toBe(true)
      }
    })

    test('confirms the checksum before it says that it has a file', async () => {
      const { path } = await file(1_000)
      const put = setup.store.putFile('acme/rec_2/take/part.vvs', path, '0'.repeat(64))
      await expect(put).rejects.toMatchObject({ code: 'storage-unavailable', retryable: true })
    })

    test('lists a folder, replaces and deletes', async () => {
      const { store } = setup
      await store.put('acme/rec_3/a.json', Buffer.from('one'))
      await store.put('acme/rec_3/a.json', Buffer.from('two'))
      await store.put('acme/rec_3/take/b.json', Buffer.from('three'))
      await store.put('acme/rec_33/c.json', Buffer.from('other'))
      expect(await store.list('acme/rec_3')).toEqual([
        'acme/rec_3/a.json',
        'acme/rec_3/take/b.json',
      ])
      await using object = await store.open('acme/rec_3/a.json')
      expect((await object.read(0, 100)).toString()).toBe('two')
      await store.delete('acme/rec_3/a.json')
      await store.delete('acme/rec_3/a.json')
      expect(await store.list('acme/rec_3')).toEqual(['acme/rec_3/take/b.json'])
      await expect(store.open('acme/rec_3/a.json')).rejects.toMatchObject({ code: 'not-found' })
      expect(await store.list('acme/rec_4')).toEqual([])
    })

    test.each([
      '../secret',
      'acme/../../secret',
      '/etc/passwd',
      'acme//x',
      'acme/.hidden',
      'a\\b',
      '',
    ])('refuses the name %j', async (name) => {
      const refusal = { code: 'invalid-request' }
      const { store } = setup
      await expect(store.put(name, Buffer.alloc(1))).rejects.toMatchObject(refusal)
      await expect(store.open(name)).rejects.toMatchObject(refusal)
      await expect(store.list(name)).rejects.toMatchObject(refusal)
      await expect(store.delete(name)).rejects.toMatchObject(refusal)
    })
  })
}
