import { type SfuAnswer, VisavisError } from '@visavis/protocol'

interface Pending {
  readonly calls: number
  readonly timeout: NodeJS.Timeout
  resolve(answers: readonly SfuAnswer[]): void
  reject(error: VisavisError): void
}

/** Batches that wait for their answer. Each ends: answered, too late, or cut off. */
export class PendingBatches {
  readonly #timeoutMs: number
  readonly #pending = new Map<number, Pending>()
  #nextId = 0

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** Hands the new batch's id to `send`. */
  open(calls: number, send: (id: number) => void): Promise<readonly SfuAnswer[]> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => this.#fail(id, 'No answer in time.'), this.#timeoutMs)
      this.#pending.set(id, { calls, timeout, resolve, reject })
      send(id)
    })
  }

  /** `false` when the answer fits no batch. One that comes too late fits, and is dropped. */
  answer(id: number, answers: readonly SfuAnswer[]): boolean {
    const batch = this.#take(id)
    if (!batch) return id < this.#nextId
    if (batch.calls !== answers.length) {
      batch.reject(unavailable('The node answered something else.'))
      return false
    }
    batch.resolve(answers)
    return true
  }

  failAll(detail: string): void {
    for (const id of [...this.#pending.keys()]) this.#fail(id, detail)
  }

  #fail(id: number, detail: string): void {
    this.#take(id)?.reject(unavailable(detail))
  }

  #take(id: number): Pending | undefined {
    const batch = this.#pending.get(id)
    if (batch) clearTimeout(batch.timeout)
    this.#pending.delete(id)
    return batch
  }
}

export function unavailable(detail: string): VisavisError {
  return new VisavisError('media-unavailable', { detail })
}
