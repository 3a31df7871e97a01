type Listener<T> = (value: T) => void

/** A small typed emitter. A listener that throws does not keep the others from hearing. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>()

  /** Calls `listener` for each `event` from now on. Returns a function that stops it. */
  on<E extends keyof Events>(event: E, listener: Listener<Events[E]>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Resolves with the next `event`. */
  once<E extends keyof Events>(event: E): Promise<Events[E]> {
    return new Promise((resolve) => {
      const stop = this.on(event, (value) => {
        stop()
        resolve(value)
      })
    })
  }

  protected emit<E extends keyof Events>(event: E, value: Events[E]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        ;(listener as Listener<Events[E]>)(value)
      } catch (error) {
        // The listener's mistake: shown as an uncaught error of the page, not as ours.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  protected removeListeners(): void {
    this.#listeners.clear()
  }
}
