/** A share in something. Whoever releases the last one ends it. */
export interface Use<T> {
  readonly value: T
  release(): void
}

interface Entry<T> {
  readonly making: Promise<T>
  uses: number
  idle: NodeJS.Timeout | undefined
}

export interface SharedTableOptions<T> {
  /** Milliseconds that a thing outlives its last use. */
  readonly idleMs: number
  close(value: T): void
}

/** Things by key, each made once however many ask at the same time, and closed when nobody uses it. */
export class SharedTable<T> {
  readonly #options: SharedTableOptions<T>
  readonly #entries = new Map<string, Entry<T>>()

  constructor(options: SharedTableOptions<T>) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** `make` is told how to say that the thing ended by itself: whoever comes next has another one made. */
  async use(key: string, make: (ended: () => void) => Promise<T>): Promise<Use<T>> {
    const entry = this.#entries.get(key) ?? this.#add(key, make)
    entry.uses++
    clearTimeout(entry.idle)
    try {
      const value = await entry.making
      return { value, release: this.#releaseOnce(key, entry, value) }
    } catch (error) {
      this.#drop(key, entry)
      throw error
    }
  }

  /** What is still being made is closed when it is there and its users let go of it. */
  close(): void {
    for (const [key, entry] of this.#entries) {
      this.#drop(key, entry)
      entry.making.then(this.#options.close, () => {})
    }
  }

  #add(key: string, make: (ended: () => void) => Promise<T>): Entry<T> {
    const entry: Entry<T> = {
      making: make(() => this.#drop(key, entry)),
      uses: 0,
      idle: undefined,
    }
    this.#entries.set(key, entry)
    return entry
  }

  #releaseOnce(key: string, entry: Entry<T>, value: T): () => void {
    let inUse = true
    return () => {
      if (!inUse) return
      inUse = false
      entry.uses--
      if (entry.uses > 0 || this.#entries.get(key) !== entry) return
      if (this.#options.idleMs === 0) this.#end(key, entry, value)
      else entry.idle = setTimeout(() => this.#end(key, entry, value), this.#options.idleMs).unref()
    }
  }

  #end(key: string, entry: Entry<T>, value: T): void {
    this.#drop(key, entry)
    this.#options.close(value)
  }

  #drop(key: string, entry: Entry<T>): void {
    clearTimeout(entry.idle)
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }
}
