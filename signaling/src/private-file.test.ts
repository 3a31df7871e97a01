import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makePrivateFile, replacePrivateFile } from './private-file.ts'

const TEXTS = ['one', 'two', 'three', 'four', 'five']

test('of several that are made at once one stays, for its owner alone', async () => {
  const path = await temporaryPath()
  await Promise.all(TEXTS.map((text) => makePrivateFile(path, text)))
  const first = await readFile(path, 'utf8')
  expect(TEXTS).toContain(first)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await makePrivateFile(path, 'late')
  expect(await readFile(path, 'utf8')).toBe(first)
  expect(await readdir(join(path, '..'))).toEqual(['a.key'])
})

test('of several that replace it at once each does, and nothing is left beside it', async () => {
  const path = await temporaryPath()
  await Promise.all(TEXTS.map((text) => replacePrivateFile(path, text)))
  expect(TEXTS).toContain(await readFile(path, 'utf8'))
  await replacePrivateFile(path, 'last')
  expect(await readFile(path, 'utf8')).toBe('last')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(path, '..'))).toEqual(['a.key'])
})

test('what cannot be made is an error, and leaves nothing', async () => {
  const path = await temporaryPath()
  await expect(makePrivateFile(join(path, 'below'), 'text')).rejects.toThrow('ENOENT')
  expect(await readdir(join(path, '..'))).toEqual([])
})

async function temporaryPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-file-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'a.key')
}
