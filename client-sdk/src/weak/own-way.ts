/** Sooner than a network answers whose queues are full, and than the next look. */
const QUICK_MS = 400
/** So long an answer says something of now. */
const FRESH_MS = 1_500

export interface OwnWayOptions {
  /** Resolves when the server has answered. */
  ask(): Promise<unknown>
}

/**
 * Whether the way to the server is quick: then what arrives late or not at all was held up on somebody else's way. Asked only while
 * there is a doubt.
 */
export class OwnWay {
  readonly #ask: () => Promise<unknown>
  #isAsking = false
  #quickAt = Number.NEGATIVE_INFINITY

  constructor({ ask }: OwnWayOptions) {
    this.#ask = ask
  }

  isQuick(now = performance.now()): boolean {
    return now - this.#quickAt < FRESH_MS
  }

  /** One question at a time. Never rejects: without an answer nothing is known. */
  async doubt(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const askedAt = performance.now()
    try {
      await this.#ask()
      const answeredAt = performance.now()
      if (answeredAt - askedAt < QUICK_MS) this.#quickAt = answeredAt
    } catch {
    } finally {
      this.#isAsking = false
    }
  }
}
