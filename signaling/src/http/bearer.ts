import { VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'

/** What follows `Authorization: Bearer`. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** The socket's URL as the caller sees this server. */
export function socketUrlOf(request: FastifyRequest): string {
  const { host } = request.headers
  if (!host) throw new VisavisError('invalid-request', { detail: 'The Host header is missing.' })
  return `${request.protocol === 'https' ? 'wss' : 'ws'}://${host}/v1/socket`
}
