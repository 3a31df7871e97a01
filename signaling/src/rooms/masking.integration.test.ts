import { newId, type RoomEvent } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAs, type InCall, startCall } from '../../test/call.ts'
import { startServer, type TestServer } from '../../test/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(() => server[Symbol.asyncDispose]())

const RAW = 'Write to jane.doe@example.com'
const MASKED = 'Write to j*****@*****'

async function textSeenBy({ client }: InCall, message: string): Promise<string | null> {
  const isIt = (event: RoomEvent): event is RoomEvent<'message-posted'> =>
    event.type === 'message-posted' && event.body.message === message
  const found = await client.until(() =>
    client
      .all('room.events')
      .flatMap(({ events }) => events)
      .find(isIt),
  )
  return found.body.text
}

test('LOG-11: an advisor gets what is personal masked, however it comes; its author as it was written', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const message = newId('message')
  await shopper.client.request('message.post', { message, text: RAW })
  expect(await textSeenBy(shopper, message)).toBe(RAW)
  expect(await textSeenBy(advisor, message)).toBe(MASKED)
  const read = await advisor.client.request('room.read', { after: 0 })
  using colleague = await enterAs(server, { role: 'advisor' })
  const entry = await colleague.client.request('room.join', { room: shopper.entry.room })
  for (const seen of [read, entry, advisor.client.notifications]) {
    expect(JSON.stringify(seen)).not.toContain('jane.doe')
  }
  const own = newId('message')
  await advisor.client.request('message.post', { message: own, text: 'Mine: 030 1234567' })
  expect(await textSeenBy(advisor, own)).toContain('1234567')
  expect(await textSeenBy(shopper, own)).toContain('1234567')
})

test('LOG-11: looking at it is a right, and the log has who did', async () => {
  using call = await startCall(server)
  const { shopper, advisor } = call
  const message = newId('message')
  await shopper.client.request('message.post', { message, text: RAW })
  expect(await advisor.client.request('message.unmask', { message })).toEqual({ text: RAW })
  await shopper.client.notified('room.events', ({ events }) =>
    events.some(
      ({ type, actor }) => type === 'message-unmasked' && actor === advisor.entry.participant,
    ),
  )
  const { client } = shopper
  expect(await client.refusal(client.request('message.unmask', { message }))).toBe('forbidden')
  const absent = advisor.client.request('message.unmask', { message: newId('message') })
  expect(await advisor.client.refusal(absent)).toBe('not-found')
})
