import type { WebSocket } from 'ws'

const MISSED_PINGS = 2

/** Pings until the socket closes; ends it after two pings without a pong. */
export function keepAlive(socket: WebSocket, intervalMs: number): void {
  let missed = 0
  const timer = setInterval(() => {
    if (missed >= MISSED_PINGS) return socket.terminate()
    missed++
    socket.ping()
  }, intervalMs)
  socket.on('pong', () => {
    missed = 0
  })
  socket.once('close', () => clearInterval(timer))
}
