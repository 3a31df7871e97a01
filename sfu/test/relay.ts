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
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
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
      server.close()
      await once(server, 'close')
    },
  }
}
