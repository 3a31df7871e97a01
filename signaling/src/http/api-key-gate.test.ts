import type { TenantId } from '@visavis/protocol'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { ApiKeys } from '../auth/api-keys.ts'
import { memoryApiKeyStore } from '../auth/memory-api-key-store.ts'
import { Metrics } from '../metrics/metrics.ts'
import { ApiKeyGate } from './api-key-gate.ts'
import { createApp } from './app.ts'
import { registerErrors } from './errors.ts'

const acme = 'acme' as TenantId

test('an address that guesses keys is held back, even with a right one', async () => {
  const keys = new ApiKeys({ store: memoryApiKeyStore([acme]) })
  const { key } = await keys.create(acme, 'test')
  const gate = new ApiKeyGate({ keys, wrongKeys: { requests: 3, seconds: 60 } })
  await using app = createApp({ logger: pino({ level: 'silent' }) })
  registerErrors(app, new Metrics())
  gate.guard(app)
  app.get('/', async (request) => ({ tenant: gate.tenantOf(request) }))
  const ask = async (bearer: string, remoteAddress = '203.0.113.1') => {
    const headers = { authorization: `Bearer ${bearer}` }
    return (await app.inject({ url: '/', headers, remoteAddress })).statusCode
  }
  expect(await ask(key)).toBe(200)
  for (let guess = 0; guess < 3; guess++) expect(await ask(`guess-${guess}`)).toBe(401)
  expect(await ask('guess-4')).toBe(429)
  expect(await ask(key)).toBe(429)
  expect(await ask(key, '203.0.113.2')).toBe(200)
})
