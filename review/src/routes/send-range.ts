import type { FastifyReply, FastifyRequest } from 'fastify'
import parseRange from 'range-parser'
import { streamOf } from './stream-of.ts'

/** A file that is open for reading at any place. */
export interface RangedFile extends AsyncDisposable {
  readonly size: number
  /** Bytes from `from` up to `to`. */
  read(from: number, to: number): AsyncIterable<Buffer>
}

/** The part of a file that was asked for, or all of it. Lets go of the file. */
export async function sendRange(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  file: RangedFile,
): Promise<FastifyReply> {
  const { from, to, isWhole } = rangeOf(headers.range, file.size)
  reply.header('accept-ranges', 'bytes')
  if (from >= to) {
    await file[Symbol.asyncDispose]()
    return reply.status(416).header('content-range', `bytes */${file.size}`).send(null)
  }
  reply.header('content-length', to - from)
  if (!isWhole) reply.status(206).header('content-range', `bytes ${from}-${to - 1}/${file.size}`)
  return reply.send(streamOf(file.read(from, to), file))
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
