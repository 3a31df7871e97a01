import { wait } from '../wait.ts'

/** A page that began to leave and stays, as after a download was clicked, is back at work after this long. */
const LONGEST_MS = 5_000

export interface PageLeavingOptions {
  /** Hears `beforeunload`. */
  readonly target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
  readonly longestMs?: number
}

/**
 * Firefox closes a page's sockets when the page begins to leave, and `pagehide` comes only when the next page
 * answers. A session continued in between would be lost with the page, and with it the proof, good for one use,
 * that the next page continues with.
 */
export class PageLeaving {
  readonly #target: PageLeavingOptions['target']
  readonly #longestMs: number
  #leftAt = Number.NEGATIVE_INFINITY
  readonly #onLeave = () => {
    this.#leftAt = performance.now()
  }

  constructor({ target, longestMs = LONGEST_MS }: PageLeavingOptions) {
    this.#target = target
    this.#longestMs = longestMs
  }

  /** Does nothing where there is no page. */
  watch(): void {
    this.#target.addEventListener?.('beforeunload', this.#onLeave)
  }

  stopWatching(): void {
    this.#target.removeEventListener?.('beforeunload', this.#onLeave)
  }

  /** Resolves at once while the page stays, otherwise when it seems to stay after all. */
  async over(): Promise<void> {
    const leftMs = this.#leftAt + this.#longestMs - performance.now()
    if (leftMs > 0) await wait(leftMs)
  }
}
