import type { WebSocket } from 'ws'

const MISSED_PINGS = 2

export interface KeepAliveOptions {
  readonly intervalMs: number
  /** A number to send with a ping. */
  mark(): number
  /** All that was sent before the ping with this number has arrived. */
  onPong(mark: number): void
}

/** Pings until the socket closes; ends it after two pings without a pong. */
export function keepAlive(socket: WebSocket, { intervalMs, mark, onPong }: KeepAliveOptions): void {
  let missed = 0
  const timer = setInterval(() => {
    if (missed >= MISSED_PINGS) return socket.terminate()
    missed++
    socket.ping(String(mark()))
  }, intervalMs)
  socket.on('pong', (data) => {
    missed = 0
    onPong(Number(data))
  })
  socket.once('close', () => clearInterval(timer))
}
