import {
  type NodeAdmission,
  type NodeStatus,
  type SfuNoticeEvent,
  VisavisError,
} from '@visavis/protocol'
import type { MediaWorker } from './media-worker.ts'
import type { NodeState } from './node-state.ts'

/** Some 2,500 people: by then a core has long been busy. */
const CAPACITY = 5_000
const TELL_MS = 1_000
/** A node that had no port left may have one again. */
const EXHAUSTED_MS = 10_000

export interface NodeStatusOptions {
  readonly state: NodeState
  readonly capacity: number | undefined
  workers(): readonly MediaWorker[]
  notify(event: SfuNoticeEvent): void
}

/** What the node tells those who place rooms: whether it takes more, and how loaded it is. */
export class NodeStatusKeeper implements Disposable {
  readonly #options: NodeStatusOptions
  readonly #capacity: number
  readonly #timer: NodeJS.Timeout
  #told = ''
  #exhaustedAt = Number.NEGATIVE_INFINITY
  #drained: PromiseWithResolvers<void> | undefined

  constructor(options: NodeStatusOptions) {
    this.#options = options
    this.#capacity = options.capacity ?? CAPACITY
    this.#timer = setInterval(() => this.#tell(), TELL_MS).unref()
  }

  get admission(): NodeAdmission {
    return this.describe().admission ?? 'open'
  }

  describe(): NodeStatus {
    const workers = this.#options.workers().map((worker) => ({
      worker: worker.id,
      ...this.#options.state.loadOf(worker),
      isSuspect: worker.isSuspect,
    }))
    const hasRoom = workers.some(({ transports }) => transports < this.#capacity)
    const isFull = !hasRoom || performance.now() - this.#exhaustedAt < EXHAUSTED_MS
    return { admission: this.#drained ? 'draining' : isFull ? 'full' : 'open', workers }
  }

  /** Throws `media-unavailable` when the worker has as many transports as it takes. */
  admit(worker: MediaWorker): void {
    if (this.#options.state.transportsOn(worker) < this.#capacity) return
    this.#tell()
    throw new VisavisError('media-unavailable', { detail: 'The worker is full.' })
  }

  /** No port was free. */
  noteExhausted(): void {
    this.#exhaustedAt = performance.now()
    this.#tell()
  }

  drain(): Promise<void> {
    this.#drained ??= Promise.withResolvers()
    this.#tell()
    return this.#drained.promise
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#drained?.resolve()
  }

  #tell(): void {
    if (this.#options.state.sessions.size === 0) this.#drained?.resolve()
    const status = this.describe()
    const text = JSON.stringify(status)
    if (text === this.#told) return
    this.#told = text
    this.#options.notify({ notice: 'node.status', params: status })
  }
}
