import type { Availability } from '@visavis/protocol/browser'
import { whenIdle } from '../ui/when-idle.ts'

/** How old an answer may grow before hovering or coming back to the page asks again. */
const FRESH_MS = 30_000
/** A call that is answered at once has better things to do. */
const FIRST_LOOK_MS = 2_000
/** While somebody waits they should hear soon that nobody is there any more. */
const WAITING_MS = 10_000

export interface AvailabilityWatchOptions {
  ask(): Promise<Availability>
  /** `null`: not known. Everything works without it. */
  onChange(availability: Availability | null): void
}

/** Keeps what is known of the advisors' availability fresh while somebody may look at it. */
export class AvailabilityWatch {
  readonly #options: AvailabilityWatchOptions
  #askedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: AvailabilityWatchOptions) {
    this.#options = options
    document.addEventListener('visibilitychange', this.refresh)
    whenIdle(this.refresh)
  }

  /** Asks unless the last answer is fresh. */
  readonly refresh = (): void => {
    if (!document.hidden && Date.now() - this.#askedAt >= FRESH_MS) this.#ask()
  }

  /** Asks soon and again and again, or no longer. */
  setWaiting(isWaiting: boolean): void {
    if (isWaiting === (this.#timer !== undefined)) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (isWaiting) this.#askIn(FIRST_LOOK_MS)
  }

  close(): void {
    this.setWaiting(false)
    this.#askedAt = Number.POSITIVE_INFINITY
    document.removeEventListener('visibilitychange', this.refresh)
  }

  #askIn(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#ask()
      this.#askIn(WAITING_MS)
    }, delayMs)
  }

  #ask(): void {
    this.#askedAt = Date.now()
    this.#options.ask().then(this.#options.onChange, () => this.#options.onChange(null))
  }
}
