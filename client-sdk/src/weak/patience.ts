import type { types } from 'mediasoup-client'
import { peerOf } from '../media/peer-connection.ts'
import { type Pin, withSsrcs } from './describe.ts'
import { redescribe } from './redescribe.ts'

/** Three round trips of 100 ms and some: what was lost twice and asked for again is still in time. */
const PATIENT_MS = 400
/** Six. Where every fifth packet is lost, one in a hundred is lost three times, and a picture has several. */
const VERY_PATIENT_MS = 700

/** Of all packets. Above it playing later pays, below it not any more. */
const LOSSY = 0.05
const VERY_LOSSY = 0.1
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
  #delayMs: number | null = null
  /** Of late, the last one last. */
  #lost: readonly number[] = []
  #calmLooks = 0
  /** Where tracks were named. What comes in their places has to be named from then on. */
  readonly #named = new WeakSet<types.Transport>()

  /** `null`: as the browser likes. */
  get delayMs(): number | null {
    return this.#delayMs
  }

  /** Twice a second. Where there is no room for video much is late and nothing comes twice. */
  look({ lostShare, isNarrow }: { lostShare: number; isNarrow: boolean }): void {
    const lost = isNarrow ? LOSSY : lostShare
    this.#lost = [...this.#lost.slice(1 - LOOKS_TO_BEGIN), lost]
    this.#calmLooks = lost < CLEAN ? this.#calmLooks + 1 : 0
    if (this.#calmLooks >= LOOKS_TO_END) this.#delayMs = null
    const least = Math.min(...this.#lost)
    if (this.#lost.length < LOOKS_TO_BEGIN || least < LOSSY) return
    const average = this.#lost.reduce((sum, one) => sum + one, 0) / LOOKS_TO_BEGIN
    const wanted = average > VERY_LOSSY ? VERY_PATIENT_MS : PATIENT_MS
    this.#delayMs = Math.max(wanted, this.#delayMs ?? 0)
  }

  /** Browsers delay only what they know the SSRC of. */
  async apply(transport: types.Transport, arriving: readonly Arriving[]): Promise<void> {
    if (this.#delayMs !== null || this.#named.has(transport)) {
      this.#named.add(transport)
      const pins = pinsOf(transport, arriving)
      await redescribe(transport, (sdp) => withSsrcs(sdp, pins))
    }
    for (const { receiver } of arriving) delay(receiver, this.#delayMs)
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
