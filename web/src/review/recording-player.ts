import type { MediaLinks, RecordingDetails, ReviewedPart } from '@visavis/protocol/browser'
import { mediaRefusal, type ReviewClient } from './review-client.ts'
import { TrackPlayer } from './track-player.ts'

const TICK_MS = 100
/** A link that ends sooner is not begun with. */
const LINK_LEFT_MS = 20_000

export interface PlayerState {
  /** From the beginning. */
  readonly positionMs: number
  readonly durationMs: number
  readonly isPlaying: boolean
  readonly isWaiting: boolean
  readonly rate: number
  /** Something cannot be played. */
  readonly isBroken: boolean
}

/** All tracks of a recording on one clock. */
export class RecordingPlayer {
  readonly tracks: readonly TrackPlayer[]
  readonly startsAt: number
  readonly durationMs: number
  /** Where there is something to play: nothing is recorded before the first consent and the first frame. */
  readonly #firstMs: number
  readonly #client: ReviewClient
  readonly #details: RecordingDetails
  readonly #onChange: (state: PlayerState) => void
  readonly #timer: ReturnType<typeof setInterval>
  #links: Promise<MediaLinks> | undefined
  readonly #triedAgain = new Set<string>()
  #positionMs: number
  #isPlaying = false
  #isWaiting = false
  #isBroken = false
  #rate = 1
  #tickedAt = performance.now()

  constructor(
    client: ReviewClient,
    details: RecordingDetails,
    onChange: (state: PlayerState) => void,
  ) {
    this.#client = client
    this.#details = details
    this.#onChange = onChange
    const parts = details.tracks.flatMap((track) => track.parts)
    const first = Math.min(...parts.map((part) => part.startsAt))
    this.startsAt = Math.min(details.startedAt, first)
    const end = Math.max(details.endedAt ?? 0, ...parts.map((part) => part.endsAt))
    this.durationMs = Math.max(0, end - this.startsAt)
    this.#firstMs = parts.length > 0 ? first - this.startsAt : 0
    this.#positionMs = this.#firstMs
    this.tracks = details.tracks
      .filter((track) => track.parts.length > 0)
      .map(
        (track) =>
          new TrackPlayer({
            track,
            urlOf: (part) => this.#urlOf(part),
            onFailure: (part, url) => this.#note(part, url),
          }),
      )
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#tick()
  }

  toggle(): void {
    if (this.#positionMs >= this.durationMs) this.#positionMs = this.#firstMs
    this.#isPlaying = !this.#isPlaying
    this.#tick()
  }

  seek(positionMs: number): void {
    this.#positionMs = Math.max(0, Math.min(positionMs, this.durationMs))
    this.#tick()
  }

  setRate(rate: number): void {
    this.#rate = rate
    this.#tick()
  }

  close(): void {
    clearInterval(this.#timer)
    for (const track of this.tracks) track.close()
  }

  #tick(): void {
    const now = performance.now()
    const passed = now - this.#tickedAt
    this.#tickedAt = now
    this.#isWaiting = this.tracks.some((track) => track.isWaiting)
    if (this.#isPlaying && !this.#isWaiting) this.#positionMs += passed * this.#rate
    if (this.#positionMs >= this.durationMs) {
      this.#positionMs = this.durationMs
      this.#isPlaying = false
    }
    const isPlaying = this.#isPlaying && !this.#isWaiting
    const at = this.startsAt + this.#positionMs
    for (const track of this.tracks) {
      track.follow({ at, isPlaying, isMeantToPlay: this.#isPlaying, rate: this.#rate })
    }
    this.#tell()
  }

  #tell(): void {
    this.#onChange({
      positionMs: this.#positionMs,
      durationMs: this.durationMs,
      isPlaying: this.#isPlaying,
      isWaiting: this.#isWaiting,
      rate: this.#rate,
      isBroken: this.#isBroken,
    })
  }

  async #urlOf({ take, file }: ReviewedPart): Promise<string> {
    const { links } = await this.#freshLinks()
    const link = links.find((one) => one.take === take && one.file === file)
    if (!link) throw new Error('There is no link to this part')
    return link.url
  }

  async #freshLinks(): Promise<MediaLinks> {
    const asked = this.#links
    const known = asked && (await asked.catch(() => undefined))
    if (known && known.expiresAt - Date.now() > LINK_LEFT_MS) return known
    // Another track may have asked meanwhile.
    if (asked !== this.#links) return this.#freshLinks()
    this.#links = this.#client.links(this.#details.recording)
    this.#links.catch(() => {
      this.#links = undefined
    })
    return this.#links
  }

  /** A link that has ended is replaced; what is found damaged is served without it the next time; anything else is told. */
  async #note({ file }: ReviewedPart, url: string): Promise<boolean> {
    const refusal = await mediaRefusal(url).catch((error) => error)
    if (refusal?.code === 'link-expired') {
      this.#links = undefined
      return true
    }
    if (!refusal && !this.#triedAgain.has(file)) {
      this.#triedAgain.add(file)
      return true
    }
    this.#isBroken = true
    return false
  }
}
