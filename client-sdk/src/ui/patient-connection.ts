import type { ConnectionQuality } from './call-view.ts'

const PATIENCE_MS = 1_000

/** Trouble that is over within a second is not worth a word: until then the state before it is shown. */
export class PatientConnection {
  readonly #onDue: () => void
  #calm: ConnectionQuality = 'connecting'
  #since: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `onDue` asks to be shown again. */
  constructor({ onDue }: { onDue: () => void }) {
    this.#onDue = onDue
  }

  show(now: ConnectionQuality): ConnectionQuality {
    if (now !== 'reconnecting') {
      this.clear()
      this.#calm = now
      return now
    }
    this.#since ??= this.#wait()
    return performance.now() - this.#since < PATIENCE_MS ? this.#calm : now
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#since = null
    this.#calm = 'connecting'
  }

  #wait(): number {
    // Timers may be a little early.
    this.#timer = setTimeout(this.#onDue, PATIENCE_MS + 20)
    return performance.now()
  }
}
