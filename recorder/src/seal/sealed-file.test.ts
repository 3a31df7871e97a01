import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FileSource } from './file-source.ts'
import { HEADER_BYTES, SEGMENT_BYTES } from './sealed-format.ts'
import { type Damage, SealedReader } from './sealed-reader.ts'
import { SealedWriter } from './sealed-writer.ts'

const dataKey = randomBytes(32)
const name = 'acme/rec/take/part'
const plain = randomBytes(3 * SEGMENT_BYTES + 1_000)
let folder: string
let files = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-seal-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a sealed file', () => {
  test('gives back what was written, in whatever pieces, and nothing of it in the clear', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(100_000), { maxLength: 6 }), async (sizes) => {
        const path = nextPath()
        const writer = new SealedWriter({ path, dataKey, name })
        const pieces = sizes.map((size) => randomBytes(size))
        for (const piece of pieces) {
          writer.write(piece)
          if (piece.length % 2) writer.flush()
        }
        const { sealedBytes, plainBytes } = await writer.close()
        const written = Buffer.concat(pieces)
        expect(plainBytes).toBe(written.length)
        expect((await readFile(path)).length).toBe(sealedBytes)
        expect(await contentOf(path)).toEqual(written)
      }),
      { numRuns: 30 },
    )
  })

  test('opens at any place', async () => {
    const path = await sealed()
    await using source = await FileSource.open(path)
    const reader = await SealedReader.open({ source, dataKey, name })
    expect(reader.isComplete).toBe(true)
    const [from, to] = [SEGMENT_BYTES - 10, 2 * SEGMENT_BYTES + 10]
    const pieces: Buffer[] = []
    for await (const piece of reader.read(from, to)) pieces.push(piece)
    expect(Buffer.concat(pieces)).toEqual(plain.subarray(from, to))
  })

  test('opens with its own key and name alone', async () => {
    const path = await sealed()
    await expect(contentOf(path, { dataKey: randomBytes(32) })).rejects.toMatchObject(DAMAGED)
    await expect(contentOf(path, { name: 'acme/rec/take/other' })).rejects.toMatchObject(DAMAGED)
  })

  test('names a segment that was tampered with, and gives the rest', async () => {
    const path = await sealed()
    const bytes = await readFile(path)
    const at = HEADER_BYTES + SEGMENT_BYTES + 500
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    await writeFile(path, bytes)
    await expect(contentOf(path)).rejects.toMatchObject({ ...DAMAGED, message: /Segment 1\./ })
    await using source = await FileSource.open(path)
    const reader = await SealedReader.open({ source, dataKey, name })
    const damages: Damage[] = []
    const pieces: Buffer[] = []
    for await (const piece of reader.read(0, undefined, (one) => damages.push(one)))
      pieces.push(piece)
    const [from, to] = [SEGMENT_BYTES, 2 * SEGMENT_BYTES]
    expect(damages).toEqual([{ segment: 1, plainFrom: from, plainTo: to }])
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(plain).fill(0, from, to))
  })

  test('that was cut off gives its whole segments, and says that it is not complete', async () => {
    const path = await sealed()
    for (const cut of [10, 5_000, SEGMENT_BYTES, SEGMENT_BYTES]) {
      await truncate(path, (await readFile(path)).length - cut)
      await using source = await FileSource.open(path)
      const reader = await SealedReader.open({ source, dataKey, name })
      const content = await reader.readAll()
      expect(content).toEqual(plain.subarray(0, content.length))
      if (cut > 10) expect(reader.isComplete).toBe(false)
    }
  })

  test('that cannot be made fails when it is written to or closed, and until then harms nobody', async () => {
    const path = join(folder, 'missing', 'file')
    const writer = new SealedWriter({ path, dataKey, name })
    await vi.waitFor(() => expect(() => writer.write(plain)).toThrow('ENOENT'))
    await expect(writer.close()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('is refused where it is none', async () => {
    const path = nextPath()
    await writeFile(path, randomBytes(1_000))
    await expect(contentOf(path)).rejects.toMatchObject(DAMAGED)
  })
})

const DAMAGED = { code: 'recording-damaged' }

function nextPath(): string {
  return join(folder, `file-${files++}`)
}

async function sealed(): Promise<string> {
  const path = nextPath()
  const writer = new SealedWriter({ path, dataKey, name })
  writer.write(plain)
  await writer.close()
  return path
}

async function contentOf(path: string, other: Partial<{ dataKey: Buffer; name: string }> = {}) {
  await using source = await FileSource.open(path)
  const reader = await SealedReader.open({ source, dataKey, name, ...other })
  return await reader.readAll()
}
