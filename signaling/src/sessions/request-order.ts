/**
 * `free`: at once, whatever else is going on. `shared`: side by side with others of its kind.
 * `exclusive`: after everything before it, and before everything after it.
 */
export type Ordering = 'free' | 'shared' | 'exclusive'

/** The order in which one session's requests run. */
export class RequestOrder {
  #lastExclusive: Promise<unknown> = Promise.resolve()
  readonly #running = new Set<Promise<unknown>>()

  run<T>(ordering: Ordering, task: () => Promise<T>): Promise<T> {
    if (ordering === 'free') return task()
    return ordering === 'shared' ? this.#share(task) : this.exclusive(task)
  }

  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const before = [...this.#running]
    const run = Promise.all([this.#lastExclusive, ...before]).then(task)
    this.#lastExclusive = settled(run)
    return run
  }

  #share<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#lastExclusive.then(task)
    const done = settled(run)
    this.#running.add(done)
    void done.then(() => this.#running.delete(done))
    return run
  }
}

function settled(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => {},
    () => {},
  )
}
