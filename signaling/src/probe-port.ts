import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Listening } from './start-problem.ts'

/** Rejects as listening would, before anything slow has been started for nothing. */
export async function probePort({ host, port }: Listening): Promise<void> {
  if (port === 0) return
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}
