import {
  LIMITS,
  type Params,
  type ParticipantId,
  type Result,
  VisavisError,
} from '@visavis/protocol'
import { TokenBucket } from '../socket/token-bucket.ts'
import { isPicture } from './is-picture.ts'
import type { Still } from './stills-news.ts'

/** More often nobody can look. */
const STILLS_PER_SECOND = 2
const BURST_STILLS = 4

interface Incoming {
  readonly id: number
  readonly size: number
  readonly pieces: Buffer[]
  have: number
}

type Piece = Omit<Params<'still.publish'>, 'track'>
type Place = Omit<Params<'still.read'>, 'track'>

/** The stills of one track: one on its way in, the newest, and those that somebody is still reading. */
export class StillShelf {
  readonly #rate = new TokenBucket(
    { perSecond: STILLS_PER_SECOND, burst: BURST_STILLS },
    Date.now(),
  )
  readonly #reading = new Map<ParticipantId, Still>()
  #incoming: Incoming | undefined
  #newest: Still | undefined

  /** The still that became whole. Throws `still-too-large`, `rate-limited`, `invalid-request` or `media-refused`. */
  add({ still: id, size, offset, data }: Piece): Still | undefined {
    if (size > LIMITS.stillBytes) throw new VisavisError('still-too-large')
    const incoming = offset === 0 ? this.#begin(id, size) : this.#incoming
    const bytes = Buffer.from(data, 'base64')
    const isNext = incoming?.id === id && incoming.size === size && incoming.have === offset
    if (!isNext || bytes.length === 0 || offset + bytes.length > size) {
      this.#incoming = undefined
      throw new VisavisError('invalid-request', { detail: 'The piece does not fit.' })
    }
    incoming.pieces.push(bytes)
    incoming.have += bytes.length
    return incoming.have === size ? this.#finish(incoming) : undefined
  }

  /** A whole one, from another process. Older than what is here is not put. */
  put(still: Still): void {
    if (!this.#newest || still.id > this.#newest.id) this.#newest = still
  }

  /** Throws `not-found` for the middle of a still that this reader has not begun. */
  read(reader: ParticipantId, { still: id, offset, length }: Place): Result<'still.read'> {
    if (offset === 0) {
      if (!this.#newest || this.#newest.id <= id) return {}
      this.#reading.set(reader, this.#newest)
    }
    const still = this.#reading.get(reader)
    if (!still || (offset > 0 && still.id !== id)) throw new VisavisError('not-found')
    const piece = still.bytes.subarray(offset, offset + length)
    if (piece.length === 0) throw new VisavisError('not-found')
    if (offset + piece.length === still.bytes.length) this.#reading.delete(reader)
    return { still: still.id, size: still.bytes.length, data: piece.toString('base64') }
  }

  forget(reader: ParticipantId): void {
    this.#reading.delete(reader)
  }

  #begin(id: number, size: number): Incoming {
    if (!this.#rate.take(Date.now())) throw new VisavisError('rate-limited')
    if (this.#newest && id <= this.#newest.id) {
      throw new VisavisError('invalid-request', { detail: 'Stills count up.' })
    }
    this.#incoming = { id, size, pieces: [], have: 0 }
    return this.#incoming
  }

  #finish({ id, pieces }: Incoming): Still {
    this.#incoming = undefined
    const bytes = Buffer.concat(pieces)
    if (!isPicture(bytes)) {
      throw new VisavisError('media-refused', { detail: 'A still is WebP or JPEG.' })
    }
    this.#newest = { id, bytes }
    return this.#newest
  }
}
