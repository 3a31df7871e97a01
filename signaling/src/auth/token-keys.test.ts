import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TokenKeys } from './token-keys.ts'

const DAY_MS = 24 * 3_600_000

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-keys-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'keys')
}

test('makes one key at the first start, readable by its owner alone', async () => {
  const folder = await temporaryFolder()
  await using keys = await TokenKeys.open({ folder })
  const [name = '', ...others] = await readdir(folder)
  expect(others).toEqual([])
  expect(name).toBe(`token-${keys.signing.kid}.jwk`)
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('finds its key again', async () => {
  const folder = await temporaryFolder()
  await using first = await TokenKeys.open({ folder })
  await using second = await TokenKeys.open({ folder })
  expect(second.signing.kid).toBe(first.signing.kid)
})

test('a replaced key verifies until its tokens have expired, then its file goes', async () => {
  const folder = await temporaryFolder()
  let now = Date.now()
  await using keys = await TokenKeys.open({ folder, now: () => now })
  const old = keys.signing.kid
  await keys.rotate()
  expect(keys.signing.kid).not.toBe(old)
  expect(await keys.verifying(old)).toBeDefined()
  now += 610_000
  expect(await keys.verifying(old)).toBeDefined()
  now += 200_000
  expect(await keys.verifying(old)).toBeUndefined()
  await keys.refresh()
  expect(await readdir(folder)).toEqual([`token-${keys.signing.kid}.jwk`])
})

test('replaces a key by itself after a month', async () => {
  let now = Date.now()
  await using keys = await TokenKeys.open({ folder: await temporaryFolder(), now: () => now })
  const old = keys.signing.kid
  now += 29 * DAY_MS
  await keys.refresh()
  expect(keys.signing.kid).toBe(old)
  now += 2 * DAY_MS
  await keys.refresh()
  expect(keys.signing.kid).not.toBe(old)
})

test('knows a key that another process made', async () => {
  const folder = await temporaryFolder()
  let now = Date.now()
  await using first = await TokenKeys.open({ folder, now: () => now })
  await using second = await TokenKeys.open({ folder })
  await second.rotate()
  now += 2_000
  expect(await first.verifying(second.signing.kid)).toBeDefined()
})
