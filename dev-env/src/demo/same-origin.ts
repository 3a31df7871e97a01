import { isIP } from 'node:net'
import { VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'

/**
 * Only this server's own pages may ask for the demo's tokens, under an address or a name that is this
 * machine's: another name may be a foreign page that had it resolve to here.
 */
export function demandSameOrigin(request: FastifyRequest, ownNames: ReadonlySet<string>): void {
  const { host = '', origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const foreign = origin !== undefined && origin !== `${request.protocol}://${host}`
  if (foreign || (site !== undefined && site !== 'same-origin') || !isOwn(host, ownNames)) {
    throw new VisavisError('origin-refused')
  }
}

function isOwn(host: string, ownNames: ReadonlySet<string>): boolean {
  const name = (URL.parse(`http://${host}`)?.hostname ?? '').replace(/^\[|\]$/g, '')
  return name === 'localhost' || isIP(name) > 0 || ownNames.has(name)
}
