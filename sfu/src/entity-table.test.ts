import { newId, type TrackId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { EntityTable } from './entity-table.ts'

const id = newId('track')

function setUp() {
  const table = new EntityTable<TrackId, { name: string }>()
  const { promise, resolve, reject } = Promise.withResolvers<{ name: string }>()
  const made = table.make(id, 'ada', () => promise)
  return { table, made, resolve, reject }
}

test('SFU-1: what is being made can be waited for', async () => {
  const { table, made, resolve } = setUp()
  const got = table.get(id)
  resolve({ name: 'camera' })
  expect(await got).toBe(await made)
  expect([...table.values()]).toEqual([{ name: 'camera' }])
})

test('SFU-4: an id is taken at once, and given back when making fails', async () => {
  const { table, made, reject } = setUp()
  await expect(table.make(id, 'ada', async () => ({ name: 'other' }))).rejects.toThrow(
    'has this id',
  )
  reject(new Error('refused'))
  await expect(made).rejects.toThrow('refused')
  expect(await table.make(id, 'ada', async () => ({ name: 'again' }))).toEqual({ name: 'again' })
})

test('SFU-5: what is absent, failed or deleted is not found', async () => {
  const { table, made, reject } = setUp()
  await expect(table.get(newId('track'))).rejects.toMatchObject({ code: 'not-found' })
  const waiting = table.get(id)
  reject(new Error('refused'))
  await expect(waiting).rejects.toMatchObject({ code: 'not-found' })
  await expect(made).rejects.toThrow('refused')
  await table.make(id, 'ada', async () => ({ name: 'camera' }))
  table.delete(id)
  await expect(table.get(id)).rejects.toMatchObject({ code: 'not-found' })
})

test('SFU-14: what is deleted while it is made does not come back', async () => {
  const { table, made, resolve } = setUp()
  table.delete(id)
  resolve({ name: 'camera' })
  await made
  expect(table.size).toBe(0)
})
