import type { types } from 'mediasoup-client'
import { type Pin, withSsrcs } from './describe.ts'
import { peerOf, redescribe } from './redescribe.ts'

/** Three round trips of 100 ms and some: what was lost twice and asked for again is still in time. */
const PATIENT_MS = 400

/** Of all packets. Above it playing later pays, below it not any more. */
const LOSSY = 0.05
const CLEAN = 0.01
const LOOKS_TO_BEGIN = 4
const LOOKS_TO_END = 40

/** A track as it arrives, if it is to be seen or heard. */
export interface Arriving {
  readonly receiver: RTCRtpReceiver
  /** Where it came without negotiation, and the browser was not told as what. */
  readonly ssrcs: readonly number[] | undefined
}

/** Plays later on a network that loses much, so that what is sent again comes in time. */
export class Patience {
  #isPatient = false
  #looks = 0
  /** Where tracks were named. What comes in their places has to be named from then on. */
  readonly #named = new WeakSet<types.Transport>()

  /** Twice a second. */
  look(lostShare: number): void {
    const disagrees = this.#isPatient ? lostShare < CLEAN : lostShare > LOSSY
    this.#looks = disagrees ? this.#looks + 1 : 0
    if (this.#looks < (this.#isPatient ? LOOKS_TO_END : LOOKS_TO_BEGIN)) return
    this.#isPatient = !this.#isPatient
    this.#looks = 0
  }

  /** Browsers delay only what they know the SSRC of. */
  async apply(transport: types.Transport, arriving: readonly Arriving[]): Promise<void> {
    if (this.#isPatient || this.#named.has(transport)) {
      this.#named.add(transport)
      const pins = pinsOf(transport, arriving)
      await redescribe(transport, (sdp) => withSsrcs(sdp, pins))
    }
    for (const { receiver } of arriving) delay(receiver, this.#isPatient ? PATIENT_MS : null)
  }
}

/** Older browsers have no such property; they play as they always did. */
function delay(receiver: RTCRtpReceiver, ms: number | null): void {
  if (!('jitterBufferTarget' in receiver) || receiver.jitterBufferTarget === ms) return
  receiver.jitterBufferTarget = ms
}

function pinsOf(transport: types.Transport, arriving: readonly Arriving[]): Pin[] {
  const places = peerOf(transport)?.getTransceivers() ?? []
  return arriving.flatMap(({ receiver, ssrcs = [] }) => {
    const mid = places.find((place) => place.receiver === receiver)?.mid
    return mid && ssrcs.length > 0 ? [{ mid, ssrcs }] : []
  })
}
