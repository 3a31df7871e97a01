import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCall } from '../../test/call.ts'
import { ACME, startServer, type TestServer } from '../../test/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

test('ROOM-10 how long connecting took is told once, and is in the log of the room', async () => {
  using call = await startCall(server)
  const { client, entry } = call.shopper
  const timing = { isPrepared: true, stages: { join: 12, answered: 3_000, firstFrame: 3_200 } }
  await client.request('room.report-timing', timing)
  await client.request('room.report-timing', timing)
  const events = await server.log.read({ tenant: ACME, room: entry.room, after: 0 })
  const told = events.filter(({ type }) => type === 'connection-timed')
  expect(told.map(({ body }) => body)).toEqual([{ participant: entry.participant, ...timing }])
})

test('ROOM-10 a stage that nobody knows, or that lasts longer than a day, is refused', async () => {
  using call = await startCall(server)
  const { client } = call.shopper
  for (const stages of [{ tea: 1 }, { join: -1 }, { join: 1e9 }]) {
    const params = { isPrepared: true, stages }
    expect(await client.refusal(client.raw('room.report-timing', params))).toBe('invalid-request')
  }
})
