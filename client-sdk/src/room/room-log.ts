import {
  EMPTY_ROOM,
  foldRoom,
  isRoomEvent,
  type RoomEvent,
  type RoomState,
} from '@visavis/protocol/browser'
import type { Logger } from '../logger.ts'

/** Events kept while an earlier one is missing. More means the gap is read anyway: they come again. */
const AHEAD_LIMIT = 2_000

export interface RoomLogOptions {
  /** A page of events after a sequence number, and the number of the last there is. */
  read(after: number): Promise<{ events: RoomEvent[]; head: number }>
  onState(state: RoomState, before: RoomState): void
  logger: Logger
}

/** The room's log as far as it is known here: in order, each event once, gaps filled by reading. */
export class RoomLog {
  readonly #options: RoomLogOptions
  readonly #ahead = new Map<number, RoomEvent>()
  #state: RoomState = EMPTY_ROOM
  #reading = false

  constructor(options: RoomLogOptions) {
    this.#options = options
  }

  get state(): RoomState {
    return this.#state
  }

  /** Takes events in any order, doubled or not. */
  add(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.seq > this.#state.seq && this.#ahead.size < AHEAD_LIMIT) {
        this.#ahead.set(event.seq, event)
      }
    }
    this.#foldWhatFits()
    if (this.#ahead.size > 0) void this.#fillGap()
  }

  #foldWhatFits(): void {
    const before = this.#state
    let event = this.#takeNext()
    while (event) {
      this.#state = this.#fold(event)
      event = this.#takeNext()
    }
    if (this.#state !== before) this.#options.onState(this.#state, before)
  }

  #takeNext(): RoomEvent | undefined {
    const seq = this.#state.seq + 1
    const event = this.#ahead.get(seq)
    this.#ahead.delete(seq)
    return event
  }

  /** An event of a later version, or a damaged one, changes nothing but the place in the log. */
  #fold(event: RoomEvent): RoomState {
    if (isRoomEvent(event)) return foldRoom(this.#state, [event])
    const { seq, type } = event as { seq: number; type: string }
    this.#options.logger.debug('event skipped', { seq, type })
    return { ...this.#state, seq }
  }

  /** Never throws: what cannot be read now comes with the next event, or with the reconnection. */
  async #fillGap(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      let more = true
      while (more) more = await this.#readPage()
    } catch (error) {
      this.#options.logger.info('gap not filled', { error: String(error) })
    } finally {
      this.#reading = false
    }
  }

  async #readPage(): Promise<boolean> {
    const { seq } = this.#state
    const { events, head } = await this.#options.read(seq)
    for (const event of events) if (event.seq > this.#state.seq) this.#ahead.set(event.seq, event)
    this.#foldWhatFits()
    return this.#state.seq > seq && this.#state.seq < head
  }
}
