import type { HeldPacket } from './packet-gate.ts'

/** The held packets of one track by their sequence numbers: those that were sent again come late. */
export class HoldQueue<P extends HeldPacket> {
  readonly #packets: P[] = []
  #next = 0
  #last: number | undefined

  get size(): number {
    return this.#packets.length - this.#next
  }

  get first(): P | undefined {
    return this.#packets[this.#next]
  }

  /** One that is there already, or too late for its place, changes nothing. */
  push(packet: P): void {
    const { sequence } = packet
    if (this.#last !== undefined && !isAfter(sequence, this.#last)) return
    let place = this.#packets.length
    for (; place > this.#next; place--) {
      const before = this.#packets[place - 1]?.sequence ?? 0
      if (before === sequence) return
      if (isAfter(sequence, before)) break
    }
    // Nearly always.
    if (place === this.#packets.length) this.#packets.push(packet)
    else this.#packets.splice(place, 0, packet)
  }

  shift(): void {
    const packet = this.#packets[this.#next]
    if (!packet) return
    this.#last = packet.sequence
    this.#next += 1
    if (this.#next < 256) return
    this.#packets.splice(0, this.#next)
    this.#next = 0
  }
}

/** Sequence numbers wrap around at 16 bits. */
export function isAfter(sequence: number, other: number): boolean {
  const distance = (sequence - other) & 0xffff
  return distance !== 0 && distance < 0x8000
}
