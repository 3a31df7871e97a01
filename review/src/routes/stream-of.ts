import { Readable } from 'node:stream'

/** Lets go of the file however the reading ends, also where whoever asked has left before it began. */
export function streamOf(pieces: AsyncIterable<Buffer>, file: AsyncDisposable): Readable {
  const stream = Readable.from(pieces, { objectMode: false })
  stream.once('close', () => void file[Symbol.asyncDispose]())
  return stream
}
