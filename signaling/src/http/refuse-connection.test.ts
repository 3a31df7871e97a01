import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { HttpError } from '@visavis/protocol'
import { pino } from 'pino'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { type AppOptions, createApp } from './app.ts'

test.each([
  ['what is not HTTP', 'nonsense\r\n\r\n', '400 Bad Request', 'not HTTP'],
  ['another version', 'GET / HTTP/9.9\r\n\r\n', '400 Bad Request', 'not HTTP'],
  ['two lengths', `POST / ${length(1)}${length(2)}\r\nab`, '400 Bad Request', 'not HTTP'],
  ['headers without end', `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`, '431 ', 'too long'],
])('%s', async (_what, request, status, detail) => {
  await using server = await listen()
  const answer = await answerTo(server.port, request)
  expect(answer.statusLine).toContain(`HTTP/1.1 ${status}`)
  expect(answer.error).toMatchObject({ code: 'invalid-request', retryable: false })
  expect(answer.error.message).toContain(detail)
})

test.each(['', 'GET / HTTP/1.1\r\nHost: a\r\n'])(
  'headers that do not come in time: %j',
  async (request) => {
    await using server = await listen({ headersTimeoutMs: 100 })
    const answer = await answerTo(server.port, request)
    expect(answer.statusLine).toContain('HTTP/1.1 408 Request Timeout')
    expect(answer.error.message).toContain('too long to arrive')
  },
)

test('others are not disturbed', async () => {
  await using server = await listen()
  const { port } = server
  const bad = Array.from({ length: 20 }, () => answerTo(port, 'nonsense\r\n\r\n'))
  const good = await fetch(`http://127.0.0.1:${port}/`)
  expect(await good.text()).toBe('hello')
  await Promise.all(bad)
})

function length(bytes: number): string {
  return `HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n`
}

async function listen(options: Partial<AppOptions> = {}) {
  const app = createApp({ logger: pino({ level: 'silent' }), ...options })
  app.get('/', async () => 'hello')
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  return { port, [Symbol.asyncDispose]: () => app.close() }
}

async function answerTo(port: number, request: string) {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.write(request)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return {
    statusLine: head.split('\r\n')[0],
    error: Value.Parse(HttpError, JSON.parse(body)).error,
  }
}
