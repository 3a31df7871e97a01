import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MediaStartError } from '../start-error.ts'

/** Listens, and answers with the port that it got. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw listenError(error, host, port)
  }
  return (server.address() as AddressInfo).port
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} on ${host} is in use. Stop what uses it, or set VISAVIS_SFU_PORT.`
    return new MediaStartError('port-in-use', message, error)
  }
  if (code === 'EADDRNOTAVAIL') {
    const message = `${host} is no address of this machine. Set VISAVIS_SFU_HOST to one that is.`
    return new MediaStartError('address-unavailable', message, error)
  }
  return error
}
