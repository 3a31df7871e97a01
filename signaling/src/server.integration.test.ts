import { once } from 'node:events'
import type { TenantId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { SocketClient } from '../test/socket-client.ts'
import { startSignaling, type TestSignaling } from '../test/start-signaling.ts'

const acme = 'acme' as TenantId

let server: TestSignaling
let socketUrl: string

beforeAll(async () => {
  server = await startSignaling({
    async extend(app, { calls }) {
      app.get('/extra', async () => calls.counts())
    },
  })
  socketUrl = `${server.url.replace('http', 'ws')}/v1/socket`
})

afterAll(() => server?.close())

async function openSession(): Promise<SocketClient> {
  const { issuer } = server.signaling.context
  const { token } = await issuer.issue(acme, { identity: 'customer-17', role: 'shopper' })
  const client = await SocketClient.connect(socketUrl, {})
  await client.open(token)
  return client
}

/** Reads nothing, so that it never answers a goodbye. */
async function openDeafSocket(): Promise<void> {
  const deaf = new WebSocket(socketUrl)
  await once(deaf, 'open')
  deaf.pause()
}

test('routes that are added from outside share the context', async () => {
  const counts = await (await fetch(`${server.url}/extra`)).json()
  expect(counts).toEqual({ sockets: 0, sessions: 0, rooms: 0, transports: 0 })
})

test('errors on sockets are counted by code', async () => {
  using client = await SocketClient.connect(socketUrl, {})
  await client.refusal(client.open('nonsense'))
  expect(await client.closed).toBe('token-invalid')
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toContain('visavis_errors_total{code="token-invalid"} 1')
  expect(metrics).toContain('visavis_socket_closes_total{reason="token-invalid"} 1')
})

test('shutting down tells every socket why and takes no more than seconds', async () => {
  const open = await openSession()
  const silent = await SocketClient.connect(socketUrl, {})
  await openDeafSocket()
  const started = performance.now()
  await Promise.all([server.signaling.close(), server.signaling.close()])
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(await open.closed).toBe('shutting-down')
  expect(await silent.closed).toBe('shutting-down')
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})
