import type { CodedFrame, Depacketizer } from './depacketizer.ts'
import type { RtpPacket } from './rtp-packet.ts'

export interface AssembledFrame extends CodedFrame {
  /** Of RTP, as in the packets. */
  readonly timestamp: number
}

/**
 * Frames from packets in order. After a loss nothing comes until the next key frame: a picture that stands still is
 * honest, one built on what is missing is not.
 */
export class FrameAssembler {
  readonly #codec: Depacketizer
  #packets: RtpPacket[] = []
  #next: number | undefined
  #isBroken = true

  constructor(codec: Depacketizer) {
    this.#codec = codec
  }

  /** Whether a key frame has to come before anything else can. */
  get needsKeyFrame(): boolean {
    return this.#isBroken
  }

  /** Ends what is under way, as after packets that were not let through. */
  reset(): void {
    this.#packets = []
    this.#next = undefined
    this.#isBroken = true
  }

  *push(packet: RtpPacket): Generator<AssembledFrame> {
    if (this.#next !== undefined && packet.sequence !== this.#next) this.#lose()
    this.#next = (packet.sequence + 1) & 0xffff
    const [first] = this.#packets
    if (first && first.timestamp !== packet.timestamp) yield* this.#complete()
    this.#packets.push(packet)
    if (packet.marker) yield* this.#complete()
  }

  /** The frame under way goes, and those that build on it. */
  #lose(): void {
    this.#packets = []
    this.#isBroken = true
  }

  *#complete(): Generator<AssembledFrame> {
    const [first] = this.#packets
    const payloads = this.#packets.map(({ payload }) => payload)
    this.#packets = []
    const frame = first && this.#assemble(payloads)
    if (!first || !frame) return
    if (frame.isKey) this.#isBroken = false
    if (!this.#isBroken) yield { ...frame, timestamp: first.timestamp }
  }

  /** Packets come from outside: what they say may make no sense. */
  #assemble(payloads: Buffer[]): CodedFrame | undefined {
    try {
      return this.#codec.assemble(payloads)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#isBroken = true
      return undefined
    }
  }
}
