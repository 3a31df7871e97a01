import type { TrackId } from '@visavis/protocol/browser'
import type { Request } from '../connection/request.ts'
import type { Logger } from '../logger.ts'
import { wait } from '../wait.ts'
import { encode } from './stills-assembly.ts'
import { StillsCamera } from './stills-camera.ts'
import type { StillsPace } from './stills-pace.ts'

/** From the start of one still to that of the next. */
const EVERY_MS = 2_000

export interface StillsSenderOptions {
  readonly request: Request
  readonly logger: Logger
  readonly pace: StillsPace
  /** After each still that arrived. */
  onSent(): void
}

/** Sends stills of one track, one after the other, until it is stopped. */
export class StillsSender {
  readonly #options: StillsSenderOptions
  readonly #track: TrackId
  readonly #camera: StillsCamera
  readonly #over = new AbortController()
  /** Counts up over all that this page sends of a track, whatever is stopped meanwhile. */
  #next = Math.floor(Date.now() / 100)
  /** At most. */
  bytes: number

  constructor(
    options: StillsSenderOptions,
    track: TrackId,
    media: MediaStreamTrack,
    bytes: number,
  ) {
    this.#options = options
    this.#track = track
    this.#camera = new StillsCamera(media)
    this.bytes = bytes
    void this.#run()
  }

  stop(): void {
    this.#over.abort()
    this.#camera.close()
  }

  async #run(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const startedAt = performance.now()
      try {
        const still = await this.#camera.take(this.bytes)
        if (still) await this.#send(new Uint8Array(await still.arrayBuffer()))
      } catch (error) {
        this.#options.logger.info('still not sent', { error: String(error) })
      }
      await wait(Math.max(200, startedAt + EVERY_MS - performance.now()))
    }
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const { request, pace, onSent } = this.#options
    const still = ++this.#next
    for (let offset = 0; offset < bytes.length && !this.#over.signal.aborted; ) {
      const piece = bytes.subarray(offset, offset + pace.pieceBytes)
      const sentAt = performance.now()
      const place = { track: this.#track, still, size: bytes.length, offset }
      await request('still.publish', { ...place, data: encode(piece) })
      offset += piece.length
      await wait(pace.note(piece.length, performance.now() - sentAt))
    }
    if (!this.#over.signal.aborted) onSent()
  }
}
