import { connect, type Socket } from 'node:net'
import type { Link } from './link.ts'
import { createTextReplacer } from './replace-text.ts'
import { later, TCP_HEADER_BYTES, TcpFlow } from './tcp-flow.ts'
import type { TcpRelayOptions } from './tcp-relay.ts'

/** For the first packet of a connection; doubled with each further try. */
const HANDSHAKE_TIMEOUT_MS = 1_000
/** How long a beginning of the text is kept back when nothing follows it. */
const FLUSH_MS = 5

export interface RelayedConnection {
  lose(how: 'reset' | 'silent'): void
  onClosed(callback: () => void): void
  close(): void
}

/** Relays one connection, whose client has been accepted and is paused. */
export function relayConnection(client: Socket, options: TcpRelayOptions): RelayedConnection {
  const { port, target, lane, up, down } = options
  const closed: (() => void)[] = []
  const server = connect({
    port,
    host: target,
    localAddress: options.source(),
    allowHalfOpen: true,
    noDelay: true,
  })
  const upwards = flowBetween(client, server, { link: up, back: down, lane })
  const downwards = flowBetween(server, client, { link: down, back: up, lane })
  const close = () => {
    upwards.close()
    downwards.close()
    client.destroy()
    server.destroy()
    for (const callback of closed.splice(0)) callback()
  }
  const isLost = { value: false }
  client.on('end', () => upwards.end())
  server.on('end', () => downwards.end())
  for (const socket of [client, server]) {
    socket.on('error', () => later(up.conditions.delayMs, close))
    socket.on('close', () => {
      if (isLost.value ? socket === server : client.destroyed && server.destroyed) close()
    })
  }
  shakeHands(options, 0, () => {
    if (isLost.value) return
    client.on('data', (data: Buffer) => upwards.write(data))
    client.resume()
  })
  const write = replacing(options, (data) => downwards.write(data))
  server.on('data', (data: Buffer) => write(data))

  return {
    close,
    onClosed: (callback) => closed.push(callback),
    lose(how) {
      isLost.value = true
      upwards.close()
      downwards.close()
      if (how === 'reset') client.resetAndDestroy()
      for (const socket of [client, server]) socket.removeAllListeners('data').resume()
    },
  }
}

function flowBetween(
  source: Socket,
  destination: Socket,
  way: { readonly link: Link; readonly back: Link; readonly lane: TcpRelayOptions['lane'] },
): TcpFlow {
  return new TcpFlow({
    ...way,
    deliver: (data) => destination.write(data),
    finish: () => destination.end(),
    onFull: (isFull) => (isFull ? source.pause() : source.resume()),
  })
}

/** A connection costs a round trip before its first byte; on this machine it would not. */
function shakeHands(options: TcpRelayOptions, tries: number, done: () => void): void {
  const { up, down, lane } = options
  const again = () =>
    later(HANDSHAKE_TIMEOUT_MS * 2 ** tries, () => shakeHands(options, tries + 1, done))
  const packet = { size: TCP_HEADER_BYTES, lane, kind: 'tcp' } as const
  const answer = { ...packet, arrive: (lost: boolean) => (lost ? again() : done()) }
  up.push({ ...packet, arrive: (lost) => (lost ? again() : down.push(answer)) })
}

function replacing({ replace }: TcpRelayOptions, write: (data: Buffer) => void) {
  if (!replace || replace.text === replace.by) return write
  const replacer = createTextReplacer(replace.text, replace.by)
  let timer: ReturnType<typeof setTimeout> | undefined
  return (data: Buffer) => {
    clearTimeout(timer)
    write(replacer.replace(data))
    timer = setTimeout(() => write(replacer.flush()), FLUSH_MS)
  }
}
