import { LIMITS, type MessageId, newId, VisavisError } from '@visavis/protocol/browser'
import type { Logger } from '../logger.ts'
import type { PendingMessage } from './room-events.ts'

/** Messages that may wait at once. A person who typed more is told, so that nothing is dropped. */
const WAITING_LIMIT = 100
/** Wait before a message is tried again that the server could not take for the moment. */
const RETRY_MS = 1_000

export interface OutboxOptions {
  /** Delivers; rejects with `VisavisError` when the server refused, with anything else when it may be sent again. */
  send(message: { message: MessageId; text: string }): Promise<unknown>
  onChange(pending: readonly PendingMessage[]): void
  logger: Logger
}

interface Entry extends PendingMessage {
  resolve(): void
  reject(error: VisavisError): void
}

/** Messages on their way: sent one after the other, each once, through any number of reconnections. */
export class Outbox {
  readonly #options: OutboxOptions
  #entries: readonly Entry[] = []
  #sending = false
  #online = true
  #closed = false
  #retryTimer: ReturnType<typeof setTimeout> | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get pending(): readonly PendingMessage[] {
    return this.#entries.map(({ id, text, status }) => ({ id, text, status }))
  }

  /** Resolves once the server has the message for good. @throws {VisavisError} when it will not take it. */
  post(text: string, id: MessageId = newId('message')): Promise<void> {
    const refusal = this.#refusal(text)
    if (refusal) return Promise.reject(refusal)
    return new Promise((resolve, reject) => {
      this.#entries = [...this.#entries, { id, text, status: 'sending', resolve, reject }]
      this.#changed()
      void this.#flush()
    })
  }

  /** The log has these messages: they are no longer on their way. */
  delivered(ids: ReadonlySet<MessageId>): void {
    const arrived = this.#entries.filter(({ id }) => ids.has(id))
    for (const entry of arrived) this.#finish(entry)
  }

  /** Without a connection nothing is sent; with one, what waited goes out. */
  setOnline(online: boolean): void {
    this.#online = online
    if (online) void this.#flush()
  }

  /** Removes a message that was refused. */
  discard(id: MessageId): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id || entry.status !== 'failed')
    this.#changed()
  }

  /** What could not be sent any more is refused with `room-ended`. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#retryTimer)
    for (const entry of this.#waiting()) this.#fail(entry, new VisavisError('room-ended'))
  }

  async #flush(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    let entry = this.#next()
    while (entry) {
      const goOn = await this.#deliver(entry)
      entry = goOn ? this.#next() : undefined
    }
    this.#sending = false
  }

  /** Whether the next message may follow. Order holds because none follows one that is not settled. */
  async #deliver(entry: Entry): Promise<boolean> {
    try {
      await this.#options.send({ message: entry.id, text: entry.text })
      this.#finish(entry)
      return true
    } catch (error) {
      if (error instanceof VisavisError && !error.retryable) {
        this.#fail(entry, error)
        return true
      }
      this.#retryLater()
      return false
    }
  }

  #retryLater(): void {
    clearTimeout(this.#retryTimer)
    if (!this.#closed) this.#retryTimer = setTimeout(() => void this.#flush(), RETRY_MS)
  }

  #next(): Entry | undefined {
    return this.#online && !this.#closed ? this.#waiting()[0] : undefined
  }

  #waiting(): Entry[] {
    return this.#entries.filter(({ status }) => status === 'sending')
  }

  #finish(entry: Entry): void {
    if (!this.#entries.some(({ id }) => id === entry.id)) return
    this.#entries = this.#entries.filter(({ id }) => id !== entry.id)
    this.#changed()
    entry.resolve()
  }

  #fail(entry: Entry, error: VisavisError): void {
    this.#options.logger.warn('message refused', { message: entry.id, code: error.code })
    this.#entries = this.#entries.map((other) =>
      other.id === entry.id ? { ...other, status: 'failed' } : other,
    )
    this.#changed()
    entry.reject(error)
  }

  #refusal(text: string): VisavisError | null {
    if (this.#closed) return new VisavisError('room-ended')
    if (text.length === 0 || [...text].length > LIMITS.messageCharacters) {
      return new VisavisError('invalid-request', { detail: 'A message has 1 to 4000 characters.' })
    }
    return this.#waiting().length >= WAITING_LIMIT ? new VisavisError('rate-limited') : null
  }

  #changed(): void {
    this.#options.onChange(this.pending)
  }
}
