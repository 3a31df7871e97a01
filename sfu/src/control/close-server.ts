import { once } from 'node:events'
import type { Server } from 'node:http'
import type { WebSocketServer } from 'ws'

/** For the callers to answer the close frame. */
const CLOSE_GRACE_MS = 1_000

/** Stops listening and ends what is open, politely first. */
export async function closeServer(http: Server, sockets: WebSocketServer): Promise<void> {
  if (!http.listening) return
  const closed = once(http, 'close')
  http.close()
  const impatience = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.closeAllConnections()
  }, CLOSE_GRACE_MS)
  await closed
  clearTimeout(impatience)
}
