import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { newId, SFU_LIMITS } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket, { type ClientOptions } from 'ws'
import { silent, startNode } from '../../test/start-node.ts'
import type { MediaNode } from '../media-node.ts'
import { type ControlServer, serveControl } from './control-server.ts'

const secret = 'a secret of the test'
const authorized = { headers: { authorization: `Bearer ${secret}` } }

let node: MediaNode
let server: ControlServer

beforeAll(async () => {
  node = await startNode()
  server = await serve()
})

afterAll(async () => {
  await server.close()
  await node.close()
})

test.each([
  ['no secret', '/', {}, 401],
  ['a wrong secret', '/', { headers: { authorization: 'Bearer wrong' } }, 401],
  ['the secret in the URL', `/?secret=${encodeURIComponent(secret)}`, {}, 404],
  ['a page, even with the secret', '/', { ...authorized, origin: 'http://127.0.0.1:3000' }, 403],
  ['another path', '/v1/socket', authorized, 404],
] as const)('SFU-11: refuses %s before the upgrade', async (_, path, options, status) => {
  const socket = new WebSocket(server.url + path, options)
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain(`Unexpected server response: ${status}`)
})

test('SFU-11: a peer that is refused and resets ends nothing but its own socket', async () => {
  const thrown: unknown[] = []
  const note = (error: unknown) => void thrown.push(error)
  process.on('uncaughtExceptionMonitor', note)
  for (let count = 0; count < 20; count++) {
    const hasty = await knock()
    hasty.resetAndDestroy()
    const patient = await knock()
    await once(patient, 'data')
    patient.resetAndDestroy()
  }
  await delay(100)
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200)
  process.off('uncaughtExceptionMonitor', note)
  expect(thrown).toEqual([])
})

test('SFU-11: a peer that is refused cannot keep its socket by not closing it', async () => {
  const socket = await knock()
  socket.resume()
  await once(socket, 'end')
  // Whoever writes to a socket that is closed on the other side is reset.
  using _ = writing(socket)
  await new Promise((resolve) => socket.once('close', resolve))
})

test('SFU-13: greets, and answers a batch', async () => {
  const socket = await open()
  socket.send(JSON.stringify({ id: 7, calls: [{ method: 'node.describe', params: {} }] }))
  expect(await nextFrame(socket)).toMatchObject({ id: 7, results: [{ result: { node: 'local' } }] })
  socket.close()
})

test.each([
  ['text that is not JSON', 'nonsense', 4005],
  ['JSON that is no batch', '{"id":1}', 4005],
  ['binary', Buffer.from('{"id":1,"calls":[]}'), 4005],
  ['a frame that is too large', ' '.repeat(SFU_LIMITS.frameBytes + 1), 1009],
])('SFU-12: %s ends its own link and no other', async (_, frame, code) => {
  const [bad, good] = [await open(), await open()]
  bad.send(frame)
  expect((await once(bad, 'close'))[0]).toBe(code)
  good.send(JSON.stringify({ id: 1, calls: [{ method: 'node.describe', params: {} }] }))
  expect(await nextFrame(good)).toMatchObject({ id: 1 })
  good.close()
})

test('SFU-13: a newer link of a caller takes over from the older', async () => {
  const headers = { ...authorized.headers, 'x-visavis-caller': 'one' }
  const older = await open({ headers })
  const closed = once(older, 'close')
  const newer = new WebSocket(server.url, { headers })
  expect(await nextFrame(newer)).toEqual({ opened: { node: 'local', resumed: true } })
  await closed
  newer.close()
})

test('SFU-17: tells its health and its figures', async () => {
  const url = `http://127.0.0.1:${server.port}`
  const health = await fetch(`${url}/healthz`)
  expect([health.status, await health.text()]).toEqual([200, 'ok\n'])
  const [worker] = node.stats().workers
  await node.send([
    {
      method: 'transport.create',
      params: { transport: newId('transport'), worker: worker?.id ?? '', scope: 'r', session: 's' },
    },
  ])
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toContain('visavis_sfu_transports 1')
  expect(metrics).toContain('visavis_sfu_workers 1')
  expect(metrics).toMatch(/visavis_sfu_worker_pid\{worker="w0-[^"]+"\} \d+/)
  expect(metrics).toMatch(/visavis_sfu_worker_peak_memory_bytes\{worker="w0-[^"]+"\} \d+/)
  expect(metrics).toContain('visavis_sfu_calls_total{method="node.describe",outcome="ok"}')
  expect((await fetch(`${url}/`)).status).toBe(404)
  expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405)
  await node.send([{ method: 'session.close', params: { session: 's' } }])
})

test('SFU-11: does not listen beyond this machine without a secret', async () => {
  const open = serveControl({ node, host: '0.0.0.0', port: 0, logger: silent })
  await expect(open).rejects.toMatchObject({ code: 'secret-missing' })
})

test('SFU-16: a control port in use is named', async () => {
  await expect(serve(server.port)).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(String(server.port)),
  })
})

test('SFU-14: says goodbye when it closes', async () => {
  const leaving = await serve()
  const socket = await open(authorized, leaving)
  const closed = once(socket, 'close')
  await leaving.close()
  await leaving.close()
  expect((await closed)[0]).toBe(4010)
})

/** Asks for the upgrade without the secret, and leaves its own half of the connection open. */
async function knock(): Promise<Socket> {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  const headers = ['Host: node', 'Connection: Upgrade', 'Upgrade: websocket']
  socket.write(['GET / HTTP/1.1', ...headers, '', ''].join('\r\n'))
  await once(socket, 'connect')
  return socket
}

function writing(socket: Socket): Disposable {
  const timer = setInterval(() => socket.write('still here'), 20)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function serve(port = 0): Promise<ControlServer> {
  return serveControl({ node, host: '127.0.0.1', port, secret, logger: silent })
}

async function open(options: ClientOptions = authorized, to = server): Promise<WebSocket> {
  const socket = new WebSocket(to.url, options)
  await nextFrame(socket)
  return socket
}

async function nextFrame(socket: WebSocket): Promise<unknown> {
  const [data] = await once(socket, 'message')
  return JSON.parse(String(data))
}
