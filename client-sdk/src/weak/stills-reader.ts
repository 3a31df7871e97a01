import type { TrackId } from '@visavis/protocol/browser'
import type { Request } from '../connection/request.ts'
import type { Logger } from '../logger.ts'
import { wait } from '../wait.ts'
import { StillsAssembly } from './stills-assembly.ts'
import type { StillsPace } from './stills-pace.ts'

/** Until asking again where there is no newer still. */
const NOTHING_NEW_MS = 400
/** After an answer that is no still, or none at all. */
const TROUBLE_MS = 1_500

export interface StillsReaderOptions {
  readonly request: Request
  readonly logger: Logger
  readonly pace: StillsPace
  onStill(track: TrackId, image: Blob): void
}

/** Reads the newest still of a track, and the next, until it is stopped. */
export class StillsReader {
  readonly #options: StillsReaderOptions
  readonly #track: TrackId
  readonly #over = new AbortController()
  #last = 0

  constructor(options: StillsReaderOptions, track: TrackId) {
    this.#options = options
    this.#track = track
    void this.#run()
  }

  stop(): void {
    this.#over.abort()
  }

  async #run(): Promise<void> {
    while (!this.#over.signal.aborted) {
      try {
        const image = await this.#readNext()
        if (this.#over.signal.aborted) return
        if (image) this.#options.onStill(this.#track, image)
        else await wait(NOTHING_NEW_MS)
      } catch (error) {
        this.#options.logger.info('still not read', { error: String(error) })
        await wait(TROUBLE_MS)
      }
    }
  }

  /** `null` when there is no newer one. */
  async #readNext(): Promise<Blob | null> {
    const assembly = new StillsAssembly()
    for (;;) {
      const piece = await this.#read(assembly)
      if (!piece.data || this.#over.signal.aborted) return null
      const image = assembly.add(piece)
      if (image === false) throw new Error('a piece does not fit')
      if (!image) continue
      this.#last = assembly.id
      return image
    }
  }

  async #read(assembly: StillsAssembly) {
    const { request, pace } = this.#options
    const length = pace.pieceBytes
    const askedAt = performance.now()
    const piece = await request('still.read', {
      track: this.#track,
      still: assembly.have > 0 ? assembly.id : this.#last,
      offset: assembly.have,
      length,
    })
    const bytes = Math.floor((piece.data?.length ?? 0) * 0.75)
    if (bytes > 0) await wait(pace.note(bytes, performance.now() - askedAt))
    return piece
  }
}
