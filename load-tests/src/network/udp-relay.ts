import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Link, PacketKind } from './link.ts'

/** IPv4 and UDP. */
const HEADER_BYTES = 28
/** A flow without packets for so long is forgotten, as a NAT would. */
const IDLE_MS = 60_000

export interface UdpRelayOptions {
  readonly listen: string
  readonly target: string
  readonly port: number
  /** Default: `port`. */
  readonly targetPort?: number
  readonly up: Link
  readonly down: Link
  /** The address from which the server is reached. */
  source(): string
}

export interface UdpRelay extends AsyncDisposable {
  /** Packets come from other ports, and from another address if the source is, from now on. */
  moveFlows(options: { readonly keepOld: boolean }): void
}

interface Flow {
  readonly key: string
  readonly client: RemoteInfo
  socket: Socket
  usedAt: number
}

/** Each address of a browser has a socket of its own towards the server, as behind a NAT. */
export async function startUdpRelay(options: UdpRelayOptions): Promise<UdpRelay> {
  const { listen, target, port, targetPort = port, up, down } = options
  const flows = new Map<string, Flow>()
  const sockets = new Set<Socket>()
  const front = createSocket('udp4')

  function openSocket(flow: { readonly client: RemoteInfo }): Socket {
    const socket = createSocket('udp4')
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('message', (message) => {
      const arrive = (lost: boolean) => {
        if (!lost && sockets.has(socket))
          send(front, message, flow.client.port, flow.client.address)
      }
      down.push({ ...described(message), arrive })
    })
    socket.bind({ address: options.source(), port: 0 })
    return socket
  }

  function flowOf(client: RemoteInfo): Flow {
    const key = `${client.address}:${client.port}`
    const known = flows.get(key)
    if (known) return Object.assign(known, { usedAt: performance.now() })
    const flow = { key, client, socket: openSocket({ client }), usedAt: performance.now() }
    flows.set(key, flow)
    return flow
  }

  function closeSocket(socket: Socket): void {
    if (sockets.delete(socket)) socket.close()
  }

  const sweep = setInterval(() => {
    for (const flow of flows.values()) {
      if (performance.now() - flow.usedAt < IDLE_MS) continue
      flows.delete(flow.key)
      closeSocket(flow.socket)
    }
  }, IDLE_MS).unref()

  front.on('message', (message, client) => {
    const flow = flowOf(client)
    const { socket } = flow
    const arrive = (lost: boolean) => {
      if (!lost && sockets.has(socket)) send(socket, message, targetPort, target)
    }
    up.push({ ...described(message), arrive })
  })
  front.bind({ address: listen, port })
  await once(front, 'listening')

  return {
    moveFlows({ keepOld }) {
      for (const flow of flows.values()) {
        if (!keepOld) closeSocket(flow.socket)
        flow.socket = openSocket(flow)
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sweep)
      for (const socket of sockets) closeSocket(socket)
      front.close()
      await once(front, 'close')
    },
  }
}

/** A socket may be closed while a packet is under way; then it is lost. */
function send(socket: Socket, message: Buffer, port: number, address: string): void {
  socket.send(message, port, address, () => {})
}

function described(message: Buffer) {
  return { size: message.length + HEADER_BYTES, lane: 'media', kind: kindOf(message) } as const
}

/** RFC 7983, and RFC 5761 for what shares a port. */
function kindOf(message: Buffer): PacketKind {
  const [first = 0, second = 0] = message
  if (first < 4) return 'stun'
  if (first >= 20 && first < 64) return 'dtls'
  if (first < 128 || first >= 192) return 'other'
  return second >= 192 && second < 224 ? 'rtcp' : 'rtp'
}
