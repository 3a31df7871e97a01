import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SealKey } from './seal-key.ts'

test('processes that start at once on one folder have one key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-seal-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const opened = Array.from({ length: 5 }, () => SealKey.open({ folder, name: 'receipts' }))
  const ids = (await Promise.all(opened)).map(({ publicJwk }) => publicJwk.kid)
  expect(new Set(ids).size).toBe(1)
  expect(await readdir(folder)).toEqual(['receipts.jwk'])
})
