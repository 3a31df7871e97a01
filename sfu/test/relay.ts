import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP relay to break a link with: `cut()` resets what is open, `hold()` swallows every byte. */
export interface Relay extends AsyncDisposable {
  readonly port: number
  cut(): void
  /** Refuses new connections as well until `mend()`. */
  sever(): void
  hold(): void
  mend(): void
  /** As a host whose process is gone: nobody listens, until `listen()`. */
  refuse(): void
  listen(): Promise<void>
}

export async function startRelay(targetPort: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  let state: 'whole' | 'holding' | 'severed' = 'whole'
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from)
    from.on('data', (bytes) => state === 'whole' && to.write(bytes))
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    from.on('error', () => from.destroy())
  }
  const server = createServer((near) => {
    if (state === 'severed') return near.destroy()
    const far = connect(targetPort, '127.0.0.1')
    pass(near, far)
    pass(far, near)
  })
  let port = 0
  const listen = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  await listen()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    cut,
    listen,
    refuse() {
      server.close()
      cut()
    },
    sever() {
      state = 'severed'
      cut()
    },
    hold() {
      state = 'holding'
    },
    mend() {
      state = 'whole'
    },
    async [Symbol.asyncDispose]() {
      cut()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}
