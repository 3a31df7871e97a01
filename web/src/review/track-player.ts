import type { ReviewedPart, ReviewedTrack } from '@visavis/protocol/browser'

/** Further off than this, it jumps; less is caught up by playing a little faster or slower. */
const JUMP_S = 0.4
const CATCH_UP_S = 0.06
const CATCH_UP_RATE = 0.05
/** Nothing more is waited for so close to a part's end. */
const END_S = 0.2

export interface TrackMoment {
  /** On the recording's clock, Unix milliseconds. */
  readonly at: number
  readonly isPlaying: boolean
  /** It plays, or will as soon as every track is ready. */
  readonly isMeantToPlay: boolean
  readonly rate: number
}

/** One track: a media element that follows the clock from part to part. */
export class TrackPlayer {
  readonly track: ReviewedTrack
  readonly element: HTMLMediaElement
  readonly #urlOf: (part: ReviewedPart) => Promise<string>
  readonly #onFailure: (part: ReviewedPart, url: string) => Promise<boolean>
  readonly #broken = new Set<string>()
  #part: ReviewedPart | undefined
  #isLoading = false
  #tries = 0

  constructor(options: {
    track: ReviewedTrack
    urlOf: (part: ReviewedPart) => Promise<string>
    /** Whether it is worth another try. */
    onFailure: (part: ReviewedPart, url: string) => Promise<boolean>
  }) {
    const { track, urlOf, onFailure } = options
    this.track = track
    this.#urlOf = urlOf
    this.#onFailure = onFailure
    this.element = document.createElement(track.kind)
    this.element.preload = 'auto'
    if (this.element instanceof HTMLVideoElement) {
      this.element.playsInline = true
      this.element.muted = true
    }
    this.element.addEventListener('error', () => void this.#fail())
  }

  partAt(at: number): ReviewedPart | undefined {
    return this.track.parts.find(({ startsAt, endsAt }) => at >= startsAt && at < endsAt)
  }

  /** Whether the clock has to wait for it. */
  get isWaiting(): boolean {
    if (!this.#part || this.#broken.has(this.#part.file)) return false
    if (this.#isLoading || this.element.seeking) return true
    const { ended, readyState, duration, currentTime } = this.element
    const isAtEnd = ended || duration - currentTime < END_S
    return !isAtEnd && readyState < HTMLMediaElement.HAVE_FUTURE_DATA
  }

  follow(moment: TrackMoment): void {
    const part = this.partAt(moment.at)
    if (part !== this.#part) void this.#load(part)
    if (!part || this.#isLoading || this.#broken.has(part.file)) {
      if (!this.element.paused) this.element.pause()
      return
    }
    this.#align((moment.at - part.startsAt) / 1_000, moment)
  }

  close(): void {
    this.element.pause()
    this.element.removeAttribute('src')
    this.element.load()
  }

  #align(wanted: number, { isPlaying, isMeantToPlay, rate }: TrackMoment): void {
    const { element } = this
    if (element.readyState < HTMLMediaElement.HAVE_METADATA) return
    const off = wanted - element.currentTime
    const isFar = Math.abs(off) > (isMeantToPlay ? JUMP_S : CATCH_UP_S)
    if (isFar && !element.seeking)
      element.currentTime = Math.min(wanted, element.duration || wanted)
    const isOff = isPlaying && Math.abs(off) > CATCH_UP_S
    element.playbackRate = rate * (isOff ? 1 + Math.sign(off) * CATCH_UP_RATE : 1)
    if (isPlaying && element.paused && !element.ended) element.play().catch(() => undefined)
    if (!isPlaying && !element.paused) element.pause()
  }

  async #load(part: ReviewedPart | undefined): Promise<void> {
    this.#part = part
    this.#tries = 0
    if (!part) return this.close()
    await this.#open(part)
  }

  async #open(part: ReviewedPart): Promise<void> {
    this.#isLoading = true
    try {
      const url = await this.#urlOf(part)
      if (this.#part === part) this.element.src = url
    } catch {
      this.#broken.add(part.file)
    } finally {
      if (this.#part === part) this.#isLoading = false
    }
  }

  async #fail(): Promise<void> {
    const part = this.#part
    const url = this.element.getAttribute('src')
    if (!part || !url) return
    this.#isLoading = true
    this.#tries += 1
    const mayTry = (await this.#onFailure(part, url)) && this.#tries < 3
    if (this.#part !== part) return
    if (mayTry) return this.#open(part)
    this.#broken.add(part.file)
    this.#isLoading = false
  }
}
