import type { types } from 'mediasoup-client'
import { wait } from '../wait.ts'
import { countAnswers } from './count-stats.ts'
import { type FlowWatch, watchFlow } from './flow-watch.ts'
import { type FlowVerdict, verifyFlow } from './verify-flow.ts'

/** What came so lately still comes: nothing has to be repaired. */
const ALIVE_MS = 120
const CONFIRM_MS = 100
/** Restarting a way that still carries sound would cost it. */
const FLOWING_MS = 1_000
/** On a full network, where it comes in bursts. */
const FULL_FLOWING_MS = 4_000

export interface MediaCareHost {
  transportTo(direction: 'send' | 'recv'): types.Transport | undefined
  /** Of what should arrive now. */
  expected(): RTCRtpReceiver[]
  /** Whether what comes waits in queues. */
  isNetworkFull(): boolean
  /** Whether something of ours should arrive elsewhere. */
  isSending(): boolean
  /** Asks the server to start once more what it sends. */
  startAgain(): Promise<void>
  repair(): Promise<void>
  /** Nothing arrived for a moment: is the server still there? */
  onDoubt(): void
  /** Something arrives, or nothing has to. */
  onFlowing(): void
}

/** Looks after what a room's media really does, by what the browser counts. */
export class MediaCare {
  readonly #host: MediaCareHost
  readonly #flow: FlowWatch
  readonly #over = new AbortController()
  #answers: Promise<number> = Promise.resolve(0)

  constructor(host: MediaCareHost) {
    this.#host = host
    this.#flow = watchFlow({
      receivers: () => host.expected(),
      isNetworkFull: () => host.isNetworkFull(),
      onFlowing: () => host.onFlowing(),
      onDoubt: () => {
        this.#answers = this.#countAnswers()
        host.onDoubt()
      },
      onStalled: () => void this.#onStalled(),
    })
  }

  /** Whether something arrived of late: on a network that is full, only the checks of the way are late. */
  get isFlowing(): boolean {
    const flowingMs = this.#host.isNetworkFull() ? FULL_FLOWING_MS : FLOWING_MS
    return (this.#flow.silentMs() ?? Number.POSITIVE_INFINITY) < flowingMs
  }

  /** Whether what should arrive does not. */
  get isStalled(): boolean {
    return (this.#flow.silentMs() ?? 0) > ALIVE_MS
  }

  /**
   * Whether a socket that came back found the media gone: looked at twice, as a restart that is not needed costs a key
   * frame. Where nothing should arrive nothing tells, and it costs nothing.
   */
  async suspect(): Promise<boolean> {
    this.#flow.suspect()
    if (this.#flow.silentMs() === null) return true
    if (this.isStalled) await wait(CONFIRM_MS)
    return this.isStalled
  }

  /** Whether sound and picture flow in both directions. What is missing on a way that is there is asked for once more. */
  async verify(): Promise<FlowVerdict> {
    const first = await this.#look()
    if (first !== 'partly') return first
    await this.#host.startAgain()
    const second = await this.#look()
    return this.isStalled ? 'dead' : second
  }

  close(): void {
    this.#over.abort()
    this.#flow.stop()
  }

  /** Where the way is there, it is the other side that sends nothing. */
  async #onStalled(): Promise<void> {
    const before = await this.#answers
    if ((await this.#countAnswers()) <= before) await this.#host.repair()
  }

  #look(): Promise<FlowVerdict> {
    const [receive, send] = [this.#host.transportTo('recv'), this.#host.transportTo('send')]
    return verifyFlow({
      receivers: this.#host.expected(),
      receiving: receive ? () => receive.getStats() : null,
      sending: send && this.#host.isSending() ? () => send.getStats() : null,
      signal: this.#over.signal,
    })
  }

  async #countAnswers(): Promise<number> {
    const report = await this.#host.transportTo('recv')?.getStats()
    return report ? countAnswers(report) : 0
  }
}
