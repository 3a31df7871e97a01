import Type from 'typebox'
import type { LinkSigner } from '../media/link-signer.ts'
import type { PartShelf, PlayablePart } from '../media/part-shelf.ts'
import type { ReviewApp } from '../review-app.ts'
import { LinkQuery } from './link-query.ts'
import { FAILURES, PartParams, WITHOUT_HEAD } from './schemas.ts'
import { sendRange } from './send-range.ts'

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
    return sendRange(request, reply.type(typeOf(playable)), playable)
  })
}

function typeOf({ part }: PlayablePart): string {
  const kind = part.codec === 'opus' ? 'audio' : 'video'
  return `${kind}/${CONTENT_TYPES[part.format]}`
}
