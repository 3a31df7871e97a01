import { pino } from 'pino'
import { expect, test } from 'vitest'
import { Metrics } from '../metrics/metrics.ts'
import { createApp } from './app.ts'
import { registerErrors } from './errors.ts'
import { registerMetrics } from './metrics-route.ts'

const forwarded = { 'x-forwarded-for': '203.0.113.7' }

test.each([
  ['whoever asks directly', ['127.0.0.0/8'], {}, 200],
  ['whoever says to come from elsewhere, where no proxy is trusted', [], forwarded, 200],
  ['nobody behind a trusted proxy', ['127.0.0.0/8'], forwarded, 404],
])('figures are for %s', async (_, trustedProxies, headers, status) => {
  await using app = createApp({ logger: pino({ level: 'silent' }), trustedProxies })
  const metrics = new Metrics()
  registerErrors(app, metrics)
  registerMetrics(app, metrics)
  const response = await app.inject({ url: '/metrics', headers })
  expect(response.statusCode).toBe(status)
  expect(response.body.startsWith('# HELP')).toBe(status === 200)
})
