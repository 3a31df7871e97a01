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
import { chooseWorker, nodeOf, type WorkerView } from './choose-worker.ts'

/** A worker that died is replaced in milliseconds, on a busy machine in about a second. */
const REPLACEMENT_WAIT_MS = 1_000

/** One that failed is left alone so long, while there are others. */
const FAILED_MS = 5_000

/** A media node, or a cluster of them, with what placement needs to know of it. */
export class MediaNode {
  readonly rtpCapabilities: RtpCapabilities
  readonly #link: SfuLink
  readonly #name: string
  readonly #failed = new Map<string, number>()
  /** As the nodes told of late, with what this process has made since. */
  #workers: Map<string, WorkerView>
  /** Transports that this process made and that are still there, by worker. */
  readonly #made = new Map<string, number>()
  readonly #listeners = new Set<(event: SfuNoticeEvent) => void>()
  readonly #stopListening: () => void

  static async connect(link: SfuLink): Promise<MediaNode> {
    const batch = new MediaBatch(link)
    const description = batch.add('node.describe', {})
    await batch.send()
    return new MediaNode(link, await description)
  }

  private constructor(link: SfuLink, description: SfuResult<'node.describe'>) {
    this.#name = description.node
    this.rtpCapabilities = description.rtpCapabilities
    this.#link = link
    this.#workers = byId(description.workers)
    this.#stopListening = link.onNotice((event) => this.#onNotice(event))
  }

  /** Made by this process. What nodes tell of themselves may be a moment old, so it is no count of these. */
  get transports(): number {
    return [...this.#made.values()].reduce((sum, made) => sum + made, 0)
  }

  /** Whether rooms on it may stay there. */
  has(worker: string): boolean {
    const known = this.#workers.get(worker)
    return known !== undefined && known.admission !== 'draining'
  }

  /** The node that a worker belongs to. */
  nodeOf(worker: string): string {
    return this.#workers.get(worker)?.node ?? this.#name
  }

  /** Throws `media-unavailable` when nobody takes more. */
  pickWorker(): string {
    const worker = chooseWorker([...this.#workers.values()], { failed: this.#failedNodes() })
    if (worker === undefined) throw new VisavisError('media-unavailable')
    return worker
  }

  /** A room's worker; for now another one where its node is full, out of reach or just failed. */
  reachable(worker: string): string {
    const known = this.#workers.get(worker)
    const isOpen = (known?.admission ?? 'open') === 'open'
    if (known && isOpen && !this.#failedNodes().has(nodeOf(known))) return worker
    return chooseWorker([...this.#workers.values()], { failed: this.#failedNodes() }) ?? worker
  }

  /** Keeps the tally by which `pickWorker` chooses. */
  countTransports(worker: string, change: number): void {
    const known = this.#workers.get(worker)
    if (!known) return
    this.#workers.set(worker, { ...known, transports: Math.max(0, known.transports + change) })
    this.#made.set(worker, Math.max(0, (this.#made.get(worker) ?? 0) + change))
  }

  /** After a worker did not take a call: learns which there are now, and waits a little for one when there is none. */
  async refresh(failed?: string): Promise<void> {
    const view = failed === undefined ? undefined : this.#workers.get(failed)
    if (view?.node) this.#failed.set(view.node, performance.now() + FAILED_MS)
    const { workers } = await this.call('node.describe', {})
    this.#learn(workers)
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

  /** Another process commands the session from now on. */
  forget(session: string): void {
    this.#link.forget?.(session)
  }

  onNotice(listener: (event: SfuNoticeEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#stopListening()
    this.#listeners.clear()
  }

  #learn(workers: readonly WorkerView[]): void {
    this.#workers = byId(workers)
    for (const worker of this.#made.keys())
      if (!this.#workers.has(worker)) this.#made.delete(worker)
  }

  /** One that has no replacement is named as its own. */
  #replace({ worker, replacement }: { worker: string; replacement: string }): void {
    const dead = this.#workers.get(worker)
    this.#workers.delete(worker)
    this.#made.delete(worker)
    if (replacement === worker || this.#workers.has(replacement)) return
    const fresh = { worker: replacement, transports: 0, consumers: 0, isSuspect: false }
    this.#workers.set(replacement, {
      ...fresh,
      ...(dead?.node && { node: dead.node }),
      ...(dead?.admission && { admission: dead.admission }),
    })
  }

  #failedNodes(): ReadonlySet<string> {
    const now = performance.now()
    for (const [node, until] of this.#failed) if (until < now) this.#failed.delete(node)
    return new Set(this.#failed.keys())
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
    if (event.notice === 'node.status') this.#learn(event.params.workers)
    if (event.notice === 'worker.died') this.#replace(event.params)
    for (const listener of this.#listeners) listener(event)
  }
}

function byId(workers: readonly WorkerView[]): Map<string, WorkerView> {
  return new Map(workers.map((view) => [view.worker, view]))
}
