import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { HttpError } from '@visavis/protocol'
import { pino } from 'pino'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { Metrics } from '../metrics/metrics.ts'
import { createApp } from './app.ts'
import { socketUrlOf } from './bearer.ts'
import { registerErrors } from './errors.ts'

test.each([
  'calls.example',
  'Calls.Example:8443',
  'my_service:3000',
  '192.0.2.7:80',
  '[2001:db8::1]:3000',
])('%s is a host', async (host) => {
  expect(await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\n`)).toBe(`ws://${host}/v1/socket`)
})

test.each([
  'calls.example/evil',
  'a@evil.example',
  'a"b',
  'a<script>',
  'a b',
  'a?b',
  'a#b',
  'a\\b',
  'a,b',
  'a:b',
  'a:123456',
  '[::1',
  'caf\u00e9.example',
  '',
])('a Host header of %j is refused, not repeated', async (host) => {
  const body = await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\n`)
  const { error } = Value.Parse(HttpError, JSON.parse(body))
  expect(error).toMatchObject({ code: 'invalid-request', retryable: false })
  expect(error.message).toContain('The Host header is missing or names no host.')
})

test('no Host header at all is for HTTP/1.0 alone', async () => {
  expect(await answerTo('GET /healthz HTTP/1.0\r\n')).toBe('ok')
  expect(await answerTo('GET /healthz HTTP/1.1\r\n')).toContain('invalid-request')
  expect(await answerTo('GET / HTTP/1.0\r\n')).toContain('invalid-request')
})

/** Of a request as it is written, which no client library would send. */
async function answerTo(request: string): Promise<string> {
  await using app = createApp({ logger: pino({ level: 'silent' }) })
  registerErrors(app, new Metrics())
  app.get('/', async (received) => socketUrlOf(received))
  app.get('/healthz', async () => 'ok')
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(address.port), '127.0.0.1')
  socket.write(`${request}Connection: close\r\n\r\n`, 'latin1')
  const [, body = ''] = (await text(socket)).split('\r\n\r\n')
  return body
}
