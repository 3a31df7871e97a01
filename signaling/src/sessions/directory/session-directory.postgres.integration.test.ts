import { newId, type TenantId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../../../test/postgres.ts'
import { claimOnceContract } from '../../auth/claim-once.contract.ts'
import { SqlClaims } from '../../auth/sql-claims.ts'
import { type Database, openDatabase } from '../../database/index.ts'
import { InstanceTable } from '../instances/instance-table.ts'
import { newProof } from '../resume-proof.ts'
import { sessionDirectoryContract } from './session-directory.contract.ts'
import { SqlSessionDirectory } from './sql-session-directory.ts'

const LEASE_MS = 60_000

let owned: AsyncDisposableStack
let database: Database

beforeAll(async () => {
  await using undo = new AsyncDisposableStack()
  const server = undo.use(await startPostgres())
  database = undo.use(await openDatabase({ url: server.url, dataDir: server.directory }))
  owned = undo.move()
})

afterAll(async () => {
  await owned.disposeAsync()
})

sessionDirectoryContract('in PostgreSQL', async () => {
  for (const name of ['one', 'other']) await new InstanceTable(database, name).beat()
  return {
    one: new SqlSessionDirectory(database, 'one'),
    other: new SqlSessionDirectory(database, 'other'),
    async [Symbol.asyncDispose]() {},
  }
})

claimOnceContract('in PostgreSQL', async () => {
  const [one, other] = [new SqlClaims(database), new SqlClaims(database)]
  return {
    one: (name, ttlMs) => one.claimOnce(name, ttlMs),
    other: (name, ttlMs) => other.claimOnce(name, ttlMs),
    async [Symbol.asyncDispose]() {},
  }
})

test('what a dead process had goes to one of the others, once; what a living one has stays', async () => {
  const dead = await member('dead')
  const alive = await member('alive')
  const heirs = [await member('heir'), await member('cousin')]
  const lost = await dead.open()
  await alive.open()
  await database.pool.query(`update instances set seen_at = seen_at - 100000 where id = 'dead'`)
  const taken = await Promise.all(heirs.map(({ table }) => table.takeOrphans(LEASE_MS)))
  expect(taken.flat()).toMatchObject([{ id: lost.id, epoch: 2, isBereft: true }])
  expect(taken.flat()[0]?.goneMs).toBeGreaterThanOrEqual(100_000)
  expect(await dead.directory.update(lost, { isAway: true })).toBe(false)
  const again = await Promise.all(heirs.map(({ table }) => table.takeOrphans(LEASE_MS)))
  expect(again.flat()).toEqual([])
})

test('what a process left when it took its leave goes to the others at once', async () => {
  const leaver = await member('leaver')
  const heir = await member('heir')
  const left = await leaver.open()
  await leaver.table.leave()
  expect(await heir.table.takeOrphans(LEASE_MS)).toMatchObject([{ id: left.id, isBereft: false }])
})

test('a process that was taken for dead is told, and takes back what nobody has continued', async () => {
  const slow = await member('slow')
  const heir = await member('heir')
  const [kept, moved] = [await slow.open(), await slow.open()]
  await database.pool.query(`update instances set seen_at = seen_at - 100000 where id = 'slow'`)
  await heir.table.takeOrphans(LEASE_MS)
  await heir.directory.claim({ ...moved, next: newProof().hash })
  expect(await slow.table.beat()).toBe(true)
  expect(await slow.table.beat()).toBe(false)
  expect(await slow.table.reclaim([kept, moved])).toEqual(new Map([[kept.id, 3]]))
  expect(await slow.table.owned()).toEqual([{ id: kept.id, epoch: 3 }])
})

async function member(name: string) {
  const directory = new SqlSessionDirectory(database, name)
  const table = new InstanceTable(database, name)
  await table.beat()
  const open = async () => {
    const tenant = 'acme' as TenantId
    const proof = newProof().hash
    const session = { id: newId('session'), tenant, person: newId('person'), epoch: 1, proof }
    await directory.open(session)
    return session
  }
  return { directory, table, open }
}
