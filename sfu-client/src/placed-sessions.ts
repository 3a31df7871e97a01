import type { SfuNoticeEvent, SfuRequest } from '@visavis/protocol'

/** Which sessions have media on which worker, as far as this side asked for it. */
export class PlacedSessions {
  #byWorker = new Map<string, Set<string>>()

  asked(requests: readonly SfuRequest[]): void {
    for (const { method, params } of requests) {
      if (method === 'transport.create') this.#add(params.worker, params.session)
      if (method === 'session.close') this.#remove(params.session)
    }
  }

  told({ notice, params }: SfuNoticeEvent): void {
    if (notice === 'worker.died') this.#byWorker.delete(params.worker)
  }

  /** Everything so far: the node lost it. */
  takeAll(): ReadonlyMap<string, ReadonlySet<string>> {
    const all = this.#byWorker
    this.#byWorker = new Map()
    return all
  }

  #add(worker: string, session: string): void {
    this.#byWorker.set(worker, (this.#byWorker.get(worker) ?? new Set()).add(session))
  }

  #remove(session: string): void {
    for (const [worker, sessions] of this.#byWorker) {
      sessions.delete(session)
      if (sessions.size === 0) this.#byWorker.delete(worker)
    }
  }
}
