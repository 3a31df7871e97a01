import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** In front of the signaling processes: one port, and whoever answers behind it. */
export interface Balancer extends AsyncDisposable {
  readonly origin: string
  /** WebSockets that are open to a process now. */
  socketsOf(port: number): number
}

const UPGRADE = 'GET /v1/socket'

export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Connection>()
  let turn = 0
  const server = createServer((near) => {
    turn += 1
    const order = ports.map((_, index) => ports[(turn + index) % ports.length] ?? 0)
    void forward(near, order, open)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    socketsOf: (of) => [...open].filter((one) => one.port === of && one.isWebSocket).length,
    async [Symbol.asyncDispose]() {
      for (const { near } of open) near.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Connection {
  readonly near: Socket
  readonly port: number
  isWebSocket: boolean
}

/** To the first that takes it; a process that is gone refuses at once. */
async function forward(near: Socket, ports: readonly number[], open: Set<Connection>) {
  near.on('error', () => near.destroy())
  for (const port of ports) {
    const far = await reach(port)
    if (!far) continue
    const connection = { near, port, isWebSocket: false }
    open.add(connection)
    near.once('data', (bytes) => {
      connection.isWebSocket = bytes.subarray(0, UPGRADE.length).toString() === UPGRADE
    })
    far.on('error', () => far.destroy())
    far.on('close', () => near.destroy())
    near.on('close', () => {
      open.delete(connection)
      far.destroy()
    })
    if (near.destroyed) near.emit('close')
    near.pipe(far).pipe(near)
    return
  }
  near.destroy()
}

async function reach(port: number): Promise<Socket | undefined> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  try {
    await once(socket, 'connect')
    return socket
  } catch {
    return undefined
  }
}
