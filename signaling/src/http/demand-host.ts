import { VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'

/** A name or an address, and a port. Nothing that means more once it stands in a URL. */
const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i

/** Answers repeat the `Host` header in URLs. HTTP/1.0, which load balancers look in with, may do without. */
export async function demandHost({ headers, raw }: FastifyRequest): Promise<void> {
  const { host } = headers
  if (host === undefined && raw.httpVersionMinor === 0) return
  if (host !== undefined && HOST.test(host)) return
  const detail = 'The Host header is missing or names no host.'
  throw new VisavisError('invalid-request', { detail })
}
