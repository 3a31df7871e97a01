import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Link } from './link.ts'
import type { Lane } from './link-model.ts'
import { type RelayedConnection, relayConnection } from './tcp-connection.ts'

/** How connections end that the network gives up. */
export type LostConnections =
  /** Go on when the network is back, with what was sent meanwhile. */
  | 'keep'
  /** The browser's side is told, as by an operating system that has lost its address; the server's is not. */
  | 'reset'
  /** Nobody is told: half-open on both sides. */
  | 'silent'

export interface TcpRelayOptions {
  readonly listen: string
  readonly target: string
  readonly port: number
  readonly lane: Lane
  readonly up: Link
  readonly down: Link
  /** The address from which the server is reached. */
  source(): string
  /** What the server answers, as text of the same length. */
  readonly replace?: { readonly text: string; readonly by: string } | undefined
}

export interface TcpRelay extends AsyncDisposable {
  readonly lane: Lane
  loseConnections(how: LostConnections): void
  /** New connections are reset for so long. */
  refuse(durationMs: number): void
}

export async function startTcpRelay(options: TcpRelayOptions): Promise<TcpRelay> {
  const connections = new Set<RelayedConnection>()
  let refusedUntil = 0
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
  server.on('connection', (client: Socket) => {
    if (performance.now() < refusedUntil) return void client.resetAndDestroy()
    const connection = relayConnection(client, options)
    connections.add(connection)
    connection.onClosed(() => connections.delete(connection))
  })
  await once(server.listen(options.port, options.listen), 'listening')
  return {
    lane: options.lane,
    loseConnections(how) {
      if (how === 'keep') return
      for (const connection of connections) connection.lose(how)
    },
    refuse(durationMs) {
      refusedUntil = performance.now() + durationMs
    },
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.close()
      server.close()
      await once(server, 'close')
    },
  }
}
