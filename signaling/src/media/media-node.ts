import {
  type RtpCapabilities,
  type SfuCall,
  type SfuLink,
  type SfuNoticeEvent,
  type SfuParams,
  type SfuRequest,
  type SfuResult,
  VisavisError,
} from '@visavis/protocol'
import { MediaBatch } from '@visavis/sfu-client'

/** A worker that died is replaced in milliseconds, on a busy machine in about a second. */
const REPLACEMENT_WAIT_MS = 1_000

/** A media node with what placement needs to know of it. */
export class MediaNode {
  readonly id: string
  readonly rtpCapabilities: RtpCapabilities
  readonly #link: SfuLink
  /** Transports by worker, as far as this process made them. */
  readonly #load: Map<string, number>
  readonly #listeners = new Set<(event: SfuNoticeEvent) => void>()
  readonly #stopListening: () => void

  static async connect(link: SfuLink): Promise<MediaNode> {
    const batch = new MediaBatch(link)
    const description = batch.add('node.describe', {})
    await batch.send()
    return new MediaNode(link, await description)
  }

  private constructor(link: SfuLink, description: SfuResult<'node.describe'>) {
    this.id = description.node
    this.rtpCapabilities = description.rtpCapabilities
    this.#link = link
    this.#load = new Map(description.workers.map(({ worker, transports }) => [worker, transports]))
    this.#stopListening = link.onNotice((event) => this.#onNotice(event))
  }

  get transports(): number {
    return [...this.#load.values()].reduce((sum, count) => sum + count, 0)
  }

  has(worker: string): boolean {
    return this.#load.has(worker)
  }

  /** The worker with the fewest transports. */
  pickWorker(): string {
    const [least] = [...this.#load].sort(([, a], [, b]) => a - b)
    if (!least) throw new VisavisError('media-unavailable')
    return least[0]
  }

  /** Keeps the tally by which `pickWorker` chooses. */
  countTransports(worker: string, change: number): void {
    const count = this.#load.get(worker)
    if (count !== undefined) this.#load.set(worker, Math.max(0, count + change))
  }

  /** Learns which workers there are now; waits a little for one when there is none. */
  async refresh(): Promise<void> {
    const { workers } = await this.call('node.describe', {})
    const known = new Map(this.#load)
    this.#load.clear()
    for (const { worker, transports } of workers) {
      this.#load.set(worker, known.get(worker) ?? transports)
    }
    if (workers.length === 0) await this.#nextNotice()
  }

  batch(): MediaBatch {
    return new MediaBatch(this.#link)
  }

  async call<C extends SfuCall>(method: C, params: SfuParams<C>): Promise<SfuResult<C>> {
    const batch = this.batch()
    const result = batch.add(method, params)
    await batch.send()
    return result
  }

  /** For calls that only tidy up: what is gone already needs no closing. */
  tidy(requests: readonly SfuRequest[]): void {
    const batch = this.batch()
    for (const { method, params } of requests) void batch.add(method, params)
    void batch.send()
  }

  onNotice(listener: (event: SfuNoticeEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#stopListening()
    this.#listeners.clear()
  }

  #nextNotice(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, REPLACEMENT_WAIT_MS)
      const stop = this.onNotice(done)
      function done() {
        clearTimeout(timer)
        stop()
        resolve()
      }
    })
  }

  #onNotice(event: SfuNoticeEvent): void {
    if (event.notice === 'worker.died') {
      this.#load.delete(event.params.worker)
      if (!this.has(event.params.replacement)) this.#load.set(event.params.replacement, 0)
    }
    for (const listener of this.#listeners) listener(event)
  }
}
