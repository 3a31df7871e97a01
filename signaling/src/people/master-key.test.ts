import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openMasterKey } from './master-key.ts'

describe('the master key', () => {
  test('is made once, for its owner’s eyes, and read again', async () => {
    await using directory = await temporaryDirectory()
    const keys = await Promise.all(Array.from({ length: 5 }, () => openMasterKey(directory.path)))
    const exported = keys.map(({ subjectKey, wrappingKey }) =>
      [subjectKey, wrappingKey].map((key) => key.export().toString('hex')),
    )
    for (const pair of exported) expect(pair).toEqual(exported[0])
    expect(exported[0]?.[0]).not.toBe(exported[0]?.[1])
    const path = join(directory.path, 'keys', 'master.key')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(directory.path, 'keys'))).mode & 0o777).toBe(0o700)
    expect(await readFile(path, 'utf8')).toMatch(/^[\w-]{43}\n$/)
  })

  test('that is cut short is refused, not replaced', async () => {
    await using directory = await temporaryDirectory()
    await openMasterKey(directory.path)
    const path = join(directory.path, 'keys', 'master.key')
    await chmod(path, 0o600)
    await writeFile(path, 'short\n')
    await expect(openMasterKey(directory.path)).rejects.toThrow('does not hold a key')
    expect(await readFile(path, 'utf8')).toBe('short\n')
  })
})

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-key-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
