import type { ControlLink } from './control-link.ts'

/** Notices kept for a caller whose link is down. One that missed more starts afresh. */
const MAX_MISSED = 1_000

type LinkState =
  | { readonly is: 'up'; readonly link: ControlLink }
  | {
      readonly is: 'down'
      /** What may have been lost with the link. */
      readonly unheard: readonly string[]
      readonly missed: string[]
      readonly expiry: NodeJS.Timeout
    }

/** A signaling instance over its reconnects. */
export class Caller {
  readonly #orphanMs: number
  readonly #onExpired: () => void
  #state: LinkState

  constructor(link: ControlLink, orphanMs: number, onExpired: () => void) {
    this.#state = { is: 'up', link }
    this.#orphanMs = orphanMs
    this.#onExpired = onExpired
  }

  get link(): ControlLink | undefined {
    return this.#state.is === 'up' ? this.#state.link : undefined
  }

  /** A newer link takes over; what was missed in between is returned, and what may have been. */
  attach(link: ControlLink): readonly string[] {
    const before = this.#state
    this.#state = { is: 'up', link }
    if (before.is === 'up') {
      before.link.terminate()
      return before.link.unheard
    }
    clearTimeout(before.expiry)
    return [...before.unheard, ...before.missed]
  }

  detach(link: ControlLink): void {
    if (this.link !== link) return
    const expiry = setTimeout(this.#onExpired, this.#orphanMs)
    this.#state = { is: 'down', unheard: link.unheard, missed: [], expiry }
  }

  /** While the link is down only what `isKept` waits for it, and only that outlives a link. */
  notify(frame: string, isKept: boolean): void {
    if (this.#state.is === 'down') {
      if (isKept) this.#keep(this.#state.missed, frame)
    } else if (isKept) this.#state.link.notify(frame)
    else this.#state.link.send(frame)
  }

  close(): void {
    if (this.#state.is === 'down') clearTimeout(this.#state.expiry)
  }

  #keep(missed: string[], frame: string): void {
    missed.push(frame)
    if (missed.length <= MAX_MISSED) return
    this.close()
    this.#onExpired()
  }
}
