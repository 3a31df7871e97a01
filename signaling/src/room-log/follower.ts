import { LIMITS, type RoomEvent } from '@visavis/protocol'
import type { Follower, FollowOptions } from './room-log.ts'

export interface FollowerOptions extends FollowOptions {
  /** The next page after a sequence number. */
  read(after: number): Promise<readonly RoomEvent[]>
  onClosed(follower: RoomFollower): void
}

/**
 * A cursor. It takes what it is offered while that continues where it stands, and reads from the database what it
 * missed; so it needs no offer to be complete, in order, or single.
 */
export class RoomFollower implements Follower {
  readonly #options: FollowerOptions
  #seq: number
  /** The highest sequence number it heard of. */
  #heard: number
  #state: 'live' | 'reading' | 'closed' = 'live'

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#seq = options.after
    this.#heard = options.after
    // The room may be ahead, or nobody's: the first read tells.
    void this.#catchUp()
  }

  get seq(): number {
    return this.#seq
  }

  /** Consecutive events that were just committed. */
  offer(events: readonly RoomEvent[]): void {
    const last = events.at(-1)
    const first = events[0]
    if (first === undefined || last === undefined || last.seq <= this.#seq) return
    if (this.#state === 'live' && first.seq <= this.#seq + 1) {
      this.#deliver(first.seq > this.#seq ? events : events.slice(this.#seq + 1 - first.seq))
    } else {
      this.hear(last.seq)
    }
  }

  /** The room's log goes up to `head`. */
  hear(head: number): void {
    this.#heard = Math.max(this.#heard, head)
    if (this.#heard > this.#seq && this.#state === 'live') void this.#catchUp()
  }

  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#options.onClosed(this)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  async #catchUp(): Promise<void> {
    this.#state = 'reading'
    try {
      await this.#readPages()
    } catch (error) {
      // Tried again when the head is next heard of.
      if (!this.#isClosed()) this.#options.onError(error)
    }
    if (this.#state === 'reading') this.#state = 'live'
  }

  async #readPages(): Promise<void> {
    for (;;) {
      const page = await this.#options.read(this.#seq)
      if (this.#isClosed()) return
      this.#deliver(page)
      const isLast = page.length < LIMITS.eventsPerPage && this.#heard <= this.#seq
      if (isLast || page.length === 0 || this.#isClosed()) return
    }
  }

  #deliver(events: readonly RoomEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    if (events[0]?.seq !== this.#seq + 1) throw new Error('The log has a gap.')
    this.#seq = last.seq
    try {
      this.#options.onEvents(events)
    } catch (error) {
      this.#options.onError(error)
    }
  }

  #isClosed(): boolean {
    return this.#state === 'closed'
  }
}
