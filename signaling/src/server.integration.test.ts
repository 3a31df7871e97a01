import { once } from 'node:events'
import { CLOSE_REASONS, type TenantId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { SocketClient } from '../test/socket-client.ts'
import { startSignaling, type TestSignaling } from '../test/start-signaling.ts'

const acme = 'acme' as TenantId

function socketUrl({ url }: TestSignaling): string {
  return `${url.replace('http', 'ws')}/v1/socket`
}

async function openSession(server: TestSignaling): Promise<SocketClient> {
  const { issuer } = server.signaling.context
  const { token } = await issuer.issue(acme, { identity: 'customer-17', role: 'shopper' })
  const client = await SocketClient.connect(socketUrl(server), {})
  await client.open(token)
  return client
}

test('shutting down tells every socket why and takes no more than seconds', async () => {
  await using server = await startSignaling()
  const open = await openSession(server)
  const silent = await SocketClient.connect(socketUrl(server), {})
  // Reads nothing, so that it never answers a close.
  const deaf = new WebSocket(socketUrl(server))
  await once(deaf, 'open')
  deaf.pause()
  const started = performance.now()
  await server.close()
  expect(performance.now() - started).toBeLessThan(4_000)
  expect(await open.closed).toBe('shutting-down')
  expect(await silent.closed).toBe('shutting-down')
  expect(CLOSE_REASONS['shutting-down']).toBe(4010)
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})

test('closing twice closes once', async () => {
  await using server = await startSignaling()
  await Promise.all([server.signaling.close(), server.signaling.close()])
  await server.signaling.close()
})

test('routes that are added from outside share the context', async () => {
  await using server = await startSignaling({
    async extend(app, { calls }) {
      app.get('/extra', async () => calls.counts())
    },
  })
  const counts = await (await fetch(`${server.url}/extra`)).json()
  expect(counts).toEqual({ sockets: 0, sessions: 0, rooms: 0, transports: 0 })
})

test('a server that cannot listen leaves nothing open', async () => {
  await using first = await startSignaling()
  const { port } = first.signaling.address
  const second = startSignaling({ env: { PORT: String(port) } })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
