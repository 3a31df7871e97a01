import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { VisavisError } from '@visavis/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { TokenVerifier } from '../ports.ts'
import type { App } from './app.ts'
import { bearerOf } from './bearer.ts'
import { type Rate, RateLimit } from './rate-limit.ts'
import { FAILURES, TOKEN_SECURITY } from './schemas.ts'

const PATH = '/v1/probe'
/** In one request. At 10 Mbps it takes three seconds, the time that a measurement may take. */
const MAX_BYTES = 4 * 1024 * 1024
/** In this process. Each may fill the network for seconds, and calls go first. */
const MAX_AT_ONCE = 16
/** From one address: nobody keeps the others from measuring. */
const MAX_AT_ONCE_PER_ADDRESS = 4

const ProbeQuery = Type.Object(
  { bytes: Type.Integer({ minimum: 1, maximum: MAX_BYTES }) },
  { additionalProperties: false },
)
const Received = Type.Object({ bytes: Type.Integer() })

export interface ProbeOptions {
  readonly verifier: TokenVerifier
  readonly rate: Rate
}

/** What the connection test measures bandwidth with. The token is read, not spent. */
export async function registerProbe(app: App, { verifier, rate }: ProbeOptions): Promise<void> {
  const limit = new RateLimit(rate)
  await app.register(async (probe: App) => {
    probe.addHook('onRequest', async (request, reply) => {
      const token = bearerOf(request)
      if (!token) throw new VisavisError('token-invalid')
      await verifier.verify(token)
      await limit.take(request.ip)
      // An upload that is refused is not waited for.
      if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge(reply)
      reply.header('cache-control', 'no-store')
    })
    limitConcurrency(probe)
    registerDownload(probe)
    registerUpload(probe)
  })
}

function limitConcurrency(probe: App): void {
  const running: string[] = []
  probe.addHook('onRequest', async ({ ip }, reply) => {
    const own = running.filter((one) => one === ip).length
    if (running.length >= MAX_AT_ONCE || own >= MAX_AT_ONCE_PER_ADDRESS) {
      throw new VisavisError('rate-limited')
    }
    running.push(ip)
    reply.raw.once('close', () => running.splice(running.indexOf(ip), 1))
  })
}

function registerDownload(probe: App): void {
  let noise: Promise<Buffer> | undefined
  const schema = {
    summary: 'Bytes that cannot be compressed, to measure what arrives a second',
    tags: ['calls'],
    security: TOKEN_SECURITY,
    querystring: ProbeQuery,
    response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }), ...FAILURES },
  }
  probe.get(PATH, { schema }, async (request, reply) => {
    noise ??= promisify(randomBytes)(MAX_BYTES)
    const bytes = (await noise).subarray(0, request.query.bytes)
    return reply.type('application/octet-stream').send(bytes)
  })
}

function registerUpload(probe: App): void {
  probe.removeAllContentTypeParsers()
  // Counted and dropped as it comes: nothing of it is kept.
  probe.addContentTypeParser('application/octet-stream', (_request, payload, done) =>
    done(null, payload),
  )
  const schema = {
    summary: 'Takes bytes and drops them, to measure what leaves a second',
    tags: ['calls'],
    security: TOKEN_SECURITY,
    response: { 200: Received, ...FAILURES },
  }
  probe.post(PATH, { schema }, async (request, reply) => ({ bytes: await drain(request, reply) }))
}

async function drain({ body }: FastifyRequest, reply: FastifyReply): Promise<number> {
  let bytes = 0
  for await (const chunk of body as Readable) {
    bytes += (chunk as Buffer).length
    if (bytes > MAX_BYTES) throw tooLarge(reply)
  }
  return bytes
}

function tooLarge(reply: FastifyReply): VisavisError {
  reply.header('connection', 'close')
  return new VisavisError('frame-too-large')
}
