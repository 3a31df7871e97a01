import type { MessageId, RtpCapabilities, SessionId } from '@visavis/protocol/browser'

/** What the page that comes after a reload needs to continue the session. */
export interface Saved {
  readonly session: SessionId
  readonly secret: string
  /** What this browser can receive: with it, resuming takes one round trip. */
  readonly rtpCapabilities: RtpCapabilities | null
  readonly outbox: readonly { readonly id: MessageId; readonly text: string }[]
}

/**
 * Hands the session from a page to the one after its reload. It is written only while the page goes
 * away and taken by the next page at once: so a duplicated tab, which copies the storage of a living
 * page, finds nothing and opens a session of its own.
 */
export class ReloadStore {
  readonly #storage: Storage | null
  readonly #key: string

  constructor(storage: Storage | null, key: string) {
    this.#storage = storage
    this.#key = key
  }

  take(): Saved | null {
    try {
      const text = this.#storage?.getItem(this.#key) ?? null
      this.#storage?.removeItem(this.#key)
      return text === null ? null : parseSaved(JSON.parse(text))
    } catch {
      return null
    }
  }

  put(saved: Saved): void {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(saved))
    } catch {
      // Full or forbidden: the next page opens a session of its own.
    }
  }

  /** Writes what `saved` answers when the page goes away. Returns a function that stops. */
  saveOnHide(saved: () => Saved | null): () => void {
    const onHide = () => {
      const now = saved()
      if (now) this.put(now)
    }
    // A page that comes back from the browser's cache still has its session.
    const onShow = () => void this.take()
    globalThis.addEventListener?.('pagehide', onHide)
    globalThis.addEventListener?.('pageshow', onShow)
    return () => {
      globalThis.removeEventListener?.('pagehide', onHide)
      globalThis.removeEventListener?.('pageshow', onShow)
    }
  }
}

/** Our own writing, read by another version of the page perhaps. The server checks what it is sent. */
function parseSaved(value: Partial<Saved> | null): Saved | null {
  const { session, secret, rtpCapabilities = null, outbox } = value ?? {}
  if (typeof session !== 'string' || typeof secret !== 'string') return null
  return { session, secret, rtpCapabilities, outbox: Array.isArray(outbox) ? outbox : [] }
}
