import type { RoomEvent } from '@visavis/protocol'
import type { Session } from '../sessions/session.ts'
import { takePage } from './event-page.ts'
import { RoomBatch } from './room-batch.ts'
import type { RoomHub } from './room-hub.ts'
import { seenBy } from './seen-by.ts'

type State =
  /** Nothing is sent, until an answer with the events so far has been. */
  | { readonly kind: 'held' }
  | { kind: 'live'; seq: number }
  /** Never again. */
  | { readonly kind: 'off' }

/** How events of a room reach a session's socket: a cursor on the log. */
export class SessionFeed {
  readonly #session: Session
  readonly #hub: RoomHub
  #state: State = { kind: 'held' }

  constructor(session: Session, hub: RoomHub) {
    this.#session = session
    this.#hub = hub
  }

  get isLive(): boolean {
    return this.#state.kind === 'live'
  }

  /** Sends nothing to a new socket before the answer that it waits for. */
  hold(): void {
    if (this.#state.kind !== 'off') this.#state = { kind: 'held' }
  }

  /** The first page after `seq`, for an answer. Nothing is sent until `follow`. */
  async eventsAfter(seq: number): Promise<readonly RoomEvent[]> {
    this.hold()
    return seenBy(this.#session, takePage(await this.#hub.eventsAfter(seq)))
  }

  /** Sends what comes after `seq`, from now on. Called when the answer has been sent. */
  async follow(seq: number): Promise<void> {
    const held = this.#state
    let cursor = seq
    while (cursor < this.#hub.state.seq) {
      const page = takePage(await this.#hub.eventsAfter(cursor))
      // Another answer came in between, or the session left.
      if (this.#state !== held) return
      const { channel } = this.#session
      if (!channel || page.length === 0) return
      const batch = new RoomBatch(this.#hub.room, seenBy(this.#session, page))
      cursor = batch.last
      await channel.sendAndDrain(batch.text)
    }
    if (this.#state === held) this.#state = { kind: 'live', seq: cursor }
  }

  forward(batch: RoomBatch): void {
    if (this.#state.kind !== 'live') return
    const news = batch.after(this.#state.seq)
    if (news.events.length === 0) return
    this.#state.seq = news.last
    const seen = seenBy(this.#session, news.events)
    const own = seen === news.events ? news : new RoomBatch(news.room, seen)
    this.#session.channel?.sendText(own.text)
  }

  end(): void {
    this.#state = { kind: 'off' }
  }
}
