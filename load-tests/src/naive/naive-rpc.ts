import type { Method, Params, Result } from '@visavis/protocol'

/** A socket that asks and waits, as small as it can be. */
export interface NaiveRpc {
  request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>
  onNotification: (message: { readonly method: string; readonly params: unknown }) => void
  close(): void
}

/** In a page. Resolves when the socket is open. */
export function openNaiveRpc(url: string): Promise<NaiveRpc> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, (answer: { result?: unknown; error?: unknown }) => void>()
  let lastId = 0
  const rpc: NaiveRpc = {
    onNotification: () => {},
    close: () => socket.close(),
    request<M extends Method>(method: M, params: Params<M>) {
      lastId += 1
      const id = lastId
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      return new Promise<Result<M>>((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          if (error) reject(new Error(`${method} was refused: ${JSON.stringify(error)}`))
          else resolve(result as Result<M>)
        })
      })
    },
  }
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data)
    if (message.method) rpc.onNotification(message)
    else waiting.get(message.id)?.(message)
  })
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(rpc))
    socket.addEventListener('error', () => reject(new Error('The socket did not open')))
  })
}
