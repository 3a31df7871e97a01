import { mkdir, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OpenTake } from '../../test/open-take.ts'
import { HEADER_BYTES } from '../seal/sealed-format.ts'
import { hashOfFile } from '../store/hash-of.ts'
import { recoverTakes } from './recover-takes.ts'
import { Shipper } from './shipper.ts'
import type { Take } from './take.ts'

/** One frame of a hundred bytes with all that is around it, twice. */
const LOST_AT_MOST = 400
const logger = { info() {}, warn() {}, error() {} }
const events = { onChange() {}, onFailure: expect.fail }

test('wherever a file was cut off or is empty at its end, everything before opens', async () => {
  const end = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), isCut: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(end, async ({ at, isCut }) => {
      await using one = await OpenTake.make(events)
      const bytes = await one.bytes()
      const from = Math.round(at * bytes.length)
      if (isCut) await truncate(one.path, from)
      else await writeFile(one.path, Buffer.from(bytes).fill(0, from))
      await one.abandon()
      const [take] = await recover(one)
      await take?.close()
      const [part] = take?.manifest.parts ?? []
      expect(take?.open).toEqual([])
      if (take && part && part.plainBytes > 0) {
        const path = join(take.folder, part.file)
        expect(part).toMatchObject({ endedBy: 'recorder-lost', isComplete: false })
        expect(from - part.sealedBytes).toBeLessThan(LOST_AT_MOST)
        expect(part.sha256).toBe(await hashOfFile(path))
        expect((await one.open(path)).length).toBe(part.plainBytes)
      } else expect(from).toBeLessThan(HEADER_BYTES + LOST_AT_MOST)
    }),
    { numRuns: 20 },
  )
})

test('while the keys are not there a part waits, and is stored when they are', async () => {
  await using one = await OpenTake.make(events)
  await one.abandon()
  const [keys, away] = [join(one.folder, 'keys'), join(one.folder, 'away')]
  await rename(keys, away)
  await using shipper = new Shipper({ ...one, logger })
  const [take] = await recoverTakes({
    ...one,
    logger,
    events: { ...events, onChange: (changed) => shipper.ship(changed) },
  })
  expect(take?.open).toMatchObject([{ file: one.file }])
  const manifest = one.take.nameOf('manifest.json')
  await expect.poll(() => one.store.list('acme')).toEqual([manifest])
  expect(await readdir(take?.folder ?? '')).toContain(one.file)
  await rename(away, keys)
  await shipper.drained()
  expect(take?.manifest.parts).toMatchObject([{ file: one.file, endedBy: 'recorder-lost' }])
  expect((await one.stored()).length).toBeGreaterThan(0)
  expect(await readdir(one.spool)).toEqual([])
})

test('what was erased meanwhile goes', async () => {
  await using one = await OpenTake.make(events)
  await one.abandon()
  await one.keys.destroy(one.owner)
  const [take] = await recover(one)
  expect([take?.open, take?.manifest.parts]).toEqual([[], []])
  await take?.close()
})

test('a part of which nothing opens is kept as it is', async () => {
  await using one = await OpenTake.make(events)
  await one.abandon()
  const bytes = (await one.bytes()).subarray(0, 2_000)
  await writeFile(one.path, bytes.fill(0, HEADER_BYTES + 4, HEADER_BYTES + 20))
  const [take] = await recover(one)
  const sealedBytes = bytes.length
  expect(take?.manifest.parts).toMatchObject([{ plainBytes: 0, frames: 0, sealedBytes }])
  await take?.close()
})

test('a journal that cannot be read is not none: the take stays, and is found again', async () => {
  await using one = await OpenTake.make(events)
  await one.abandon()
  const journal = join(one.take.folder, 'take.json')
  await rename(journal, join(one.folder, 'take.json'))
  await mkdir(journal)
  expect(await recover(one)).toEqual([])
  const [left = ''] = await readdir(one.spool)
  const folder = join(one.spool, left)
  expect(await readdir(folder)).toContain(one.file)
  await rm(join(folder, 'take.json'), { recursive: true })
  await rename(join(one.folder, 'take.json'), join(folder, 'take.json'))
  await utimes(folder, 0, 0)
  const [take] = await recover(one)
  expect(take?.manifest.parts).toHaveLength(1)
  await take?.close()
})

test('a folder without a journal goes', async () => {
  await using one = await OpenTake.make(events)
  await one.abandon()
  await rm(join(one.take.folder, 'take.json'))
  expect(await recover(one)).toEqual([])
  expect(await readdir(one.spool)).toEqual([])
})

function recover(one: OpenTake): Promise<Take[]> {
  return recoverTakes({ ...one, logger, events })
}
