import { setTimeout as delay } from 'node:timers/promises'
import type { RoomEvent } from '@visavis/protocol'
import type { Door, InCall } from '@visavis/signaling/test/call'

const TENANT = 'acme' as Parameters<Door['tokens']['issue']>[0]
/** Between attempts, as the SDK makes them. */
const WAITS_MS = [0, 300, 600, 1_200, 2_400, 5_000]
/** Clients of a server that stops come back spread over this time. */
const SPREAD_MS = 500

/** Somebody in a call whose client finds its way back, by whichever door is open. */
export class ReturningClient implements Disposable {
  readonly #guest: InCall
  readonly #doors: () => readonly Door[]
  #client: InCall['client']
  #proof: InCall['opening']['resume']
  #seen: RoomEvent[]

  constructor(guest: InCall, doors: () => readonly Door[]) {
    this.#guest = guest
    this.#doors = doors
    this.#client = guest.client
    this.#proof = guest.opening.resume
    this.#seen = [...guest.entry.events]
  }

  get client(): InCall['client'] {
    return this.#client
  }

  /** Everything that reached this client, in the order in which it did, as a client that takes only what is next. */
  get events(): readonly RoomEvent[] {
    this.#drain()
    return this.#seen
  }

  /** Resolves when the session goes on; rejects when it was refused. */
  async comeBack(): Promise<void> {
    const reason = await this.#client.closed
    this.#drain()
    if (reason === 'shutting-down') await delay(Math.random() * SPREAD_MS)
    for (let attempt = 0; !(await this.#attempt(attempt)); attempt++) {
      await delay(
        (WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 0) * (0.5 + Math.random() / 2),
      )
    }
  }

  [Symbol.dispose](): void {
    this.#client.cut()
  }

  async #attempt(attempt: number): Promise<boolean> {
    const doors = this.#doors()
    const door = doors[attempt % doors.length]
    if (!door) return false
    const client = await door.socket().catch(() => undefined)
    if (!client) return false
    const { identity, opening } = this.#guest
    const token = await door.tokens.issue(TENANT, { identity, role: opening.role })
    const seq = this.#seen.at(-1)?.seq ?? 0
    const { resume, entry } = await client.open(token, { ...this.#proof, seq })
    this.#proof = resume
    this.#client = client
    this.#take(entry?.events ?? [])
    return true
  }

  #drain(): void {
    this.#take(this.#client.all('room.events').flatMap(({ events }) => events))
  }

  #take(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.seq > (this.#seen.at(-1)?.seq ?? 0)) this.#seen.push(event)
    }
  }
}
