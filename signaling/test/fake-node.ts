import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  type MediaNodeRecord,
  SFU_CALLER_HEADER,
  type SfuAnswer,
  type SfuRequest,
} from '@visavis/protocol'
import { type WebSocket, WebSocketServer } from 'ws'

/** `undefined` leaves it to the node itself, which describes itself and has nothing. */
type Answer = (call: SfuRequest) => SfuAnswer | Promise<SfuAnswer> | undefined

export interface FakeNodeOptions {
  readonly name: string
  /** By default a free one. */
  readonly port?: number
  readonly answer?: Answer
}

/** A media node's control socket with nothing behind it, for what a real node does too seldom. */
export interface FakeNode extends AsyncDisposable {
  readonly name: string
  readonly worker: string
  readonly record: MediaNodeRecord
  readonly port: number
  /** Whatever it was asked for, in order. */
  readonly calls: readonly SfuRequest[]
  /** Who has linked themselves to it. */
  readonly callers: ReadonlySet<unknown>
  /** Ends its links, and each new one at once, until `mend()`. */
  sever(): void
  mend(): void
  /** As a host whose process is gone. */
  close(): Promise<void>
}

export async function startFakeNode(options: FakeNodeOptions): Promise<FakeNode> {
  const { name, port = 0, answer = () => undefined } = options
  const worker = `worker-of-${name}`
  const calls: SfuRequest[] = []
  const callers = new Set<unknown>()
  let isSevered = false
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  await once(server, 'listening')
  server.on('connection', (socket, { headers }) => {
    if (isSevered) return socket.terminate()
    callers.add(headers[SFU_CALLER_HEADER])
    send(socket, { opened: { node: name, resumed: false } })
    socket.on('message', async (data) => {
      const batch = JSON.parse(String(data)) as { id: number; calls: SfuRequest[] }
      calls.push(...batch.calls)
      const results = await Promise.all(batch.calls.map((call) => answer(call) ?? byItself(call)))
      send(socket, { id: batch.id, results })
    })
  })
  const byItself = ({ method }: SfuRequest): SfuAnswer =>
    method === 'node.describe'
      ? { result: { node: name, rtpCapabilities: {}, workers: [idle(worker)] } }
      : { error: { code: 'not-found', message: 'There is nothing.' } }
  const cut = () => {
    for (const socket of server.clients) socket.terminate()
  }
  const close = async () => {
    cut()
    await new Promise((resolve) => server.close(resolve))
  }
  const { port: taken } = server.address() as AddressInfo
  return {
    name,
    worker,
    record: { url: `ws://127.0.0.1:${taken}`, admission: 'open' },
    port: taken,
    calls,
    callers,
    sever() {
      isSevered = true
      cut()
    },
    mend() {
      isSevered = false
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function send(socket: WebSocket, frame: object): void {
  socket.send(JSON.stringify(frame))
}

function idle(worker: string) {
  return { worker, transports: 0, consumers: 0 }
}
