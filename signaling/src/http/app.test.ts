import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import { socketUrlOf } from './bearer.ts'

const logger = pino({ level: 'silent' })
const forwarded = {
  host: 'calls.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-host': 'evil.example',
}

async function seen(trustedProxies: readonly string[]): Promise<unknown> {
  await using app = createApp({ logger, trustedProxies })
  app.get('/', async (request) => ({ url: socketUrlOf(request), address: request.ip }))
  return (await app.inject({ url: '/', headers: forwarded })).json()
}

test('a proxy that is not trusted may say what it likes', async () => {
  expect(await seen([])).toEqual({ url: 'ws://calls.example/v1/socket', address: '127.0.0.1' })
})

test('a trusted proxy tells the scheme and the address; the host stays that of the request', async () => {
  const expected = { url: 'wss://calls.example/v1/socket', address: '203.0.113.7' }
  expect(await seen(['127.0.0.0/8'])).toEqual(expected)
})
