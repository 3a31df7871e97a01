import type { ControlLink } from './control-link.ts'

/** Notices kept for a caller whose link is down. One that missed more starts afresh. */
const MAX_MISSED = 1_000

type LinkState =
  | { readonly is: 'up'; readonly link: ControlLink }
  | { readonly is: 'down'; readonly missed: string[]; readonly expiry: NodeJS.Timeout }

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

  /** A newer link takes over; what was missed in between is returned. */
  attach(link: ControlLink): string[] {
    const before = this.#state
    this.#state = { is: 'up', link }
    if (before.is === 'up') {
      before.link.terminate()
      return []
    }
    clearTimeout(before.expiry)
    return before.missed
  }

  detach(link: ControlLink): void {
    if (this.link !== link) return
    const expiry = setTimeout(this.#onExpired, this.#orphanMs)
    this.#state = { is: 'down', missed: [], expiry }
  }

  /** While the link is down only what `isKept` waits for it. */
  notify(frame: string, isKept: boolean): void {
    if (this.#state.is === 'up') this.#state.link.send(frame)
    else if (isKept) this.#keep(this.#state.missed, frame)
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
