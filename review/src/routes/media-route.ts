import parseRange from 'range-parser'
import Type from 'typebox'
import type { LinkSigner } from '../media/link-signer.ts'
import type { PartShelf, PlayablePart } from '../media/part-shelf.ts'
import type { ReviewApp } from '../review-app.ts'
import { LinkQuery } from './link-query.ts'
import { FAILURES, PartParams, WITHOUT_HEAD } from './schemas.ts'
import { streamOf } from './stream-of.ts'

const CONTENT_TYPES = { webm: 'webm', mkv: 'x-matroska' } as const

/** Media by a signed link, decrypted on the way. */
export function registerMedia(
  app: ReviewApp,
  { shelf, links }: { shelf: PartShelf; links: LinkSigner },
): void {
  const schema = {
    tags: ['recordings'],
    summary: 'A part of a recording, by a link of at most five minutes',
    params: PartParams,
    querystring: LinkQuery,
    response: { 200: Type.Any(), 206: Type.Any(), 416: Type.Any(), ...FAILURES },
  }
  const path = '/v1/recordings/:recording/media/:take/:file'
  app.get(path, { schema, ...WITHOUT_HEAD }, async (request, reply) => {
    const { tenant } = request.query
    const place = { tenant, ...request.params }
    await links.demand(place, request.query)
    const playable = await shelf.open(place)
    const { from, to, isWhole } = rangeOf(request.headers.range, playable.size)
    reply.header('accept-ranges', 'bytes')
    if (from >= to) {
      await playable[Symbol.asyncDispose]()
      return reply.status(416).header('content-range', `bytes */${playable.size}`).send(null)
    }
    reply.header('content-length', to - from).type(typeOf(playable))
    if (!isWhole) {
      reply.status(206).header('content-range', `bytes ${from}-${to - 1}/${playable.size}`)
    }
    return reply.send(streamOf(playable.read(from, to), playable))
  })
}

/** Up to `to`. Several ranges at once are answered with the whole, as HTTP allows. */
function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number; isWhole: boolean } {
  const ranges = header === undefined ? undefined : parseRange(size, header)
  if (ranges === -1) return { from: 0, to: 0, isWhole: false }
  const only = Array.isArray(ranges) && ranges.length === 1 ? ranges[0] : undefined
  if (!only) return { from: 0, to: size, isWhole: true }
  return { from: only.start, to: only.end + 1, isWhole: false }
}

function typeOf({ part }: PlayablePart): string {
  const kind = part.codec === 'opus' ? 'audio' : 'video'
  return `${kind}/${CONTENT_TYPES[part.format]}`
}
