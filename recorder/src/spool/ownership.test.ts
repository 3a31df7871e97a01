import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOrphan, Ownership } from './ownership.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-owner-'))
  path = join(folder, 'owner.json')
})
afterEach(() => rm(folder, { recursive: true }))

test("a folder is its process's while that lives", async () => {
  const ownership = await Ownership.take(folder)
  await utimes(path, 0, 0)
  expect(await isOrphan(folder)).toBe(false)
  await change({ instance: 'an earlier one' })
  expect(await isOrphan(folder)).toBe(true)
  ownership.release()
})

test('another process that has the number by now keeps no folder', async () => {
  const ownership = await Ownership.take(folder)
  ownership.release()
  // One that runs, and is no owner.
  await change({ pid: process.ppid })
  expect(await isOrphan(folder)).toBe(true)
})

test('where nothing tells processes apart, an owner from before the machine was started is gone', async () => {
  const ownership = await Ownership.take(folder)
  ownership.release()
  await change({ pid: process.ppid, start: undefined })
  expect(await isOrphan(folder)).toBe(false)
  await utimes(path, 0, 0)
  expect(await isOrphan(folder)).toBe(true)
})

test('an owner that cannot be read now may be one', async () => {
  await mkdir(path)
  await utimes(folder, 0, 0)
  expect(await isOrphan(folder)).toBe(false)
  await rm(path, { recursive: true })
  await writeFile(path, '')
  await utimes(folder, 0, 0)
  expect(await isOrphan(folder)).toBe(true)
})

test('what was given up is there for whoever looks next', async () => {
  const ownership = await Ownership.take(folder)
  await ownership.giveUp()
  expect(await isOrphan(folder)).toBe(false)
  await utimes(folder, 0, 0)
  expect(await isOrphan(folder)).toBe(true)
})

async function change(change: object): Promise<void> {
  const owner = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...owner, ...change }))
}
