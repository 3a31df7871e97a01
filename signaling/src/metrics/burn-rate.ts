/** Share of calls that must meet the objective: the rest is the budget that may burn. */
export const TARGET = 0.95

interface Minute {
  readonly minute: number
  good: number
  bad: number
}

/**
 * How fast the error budget burns: 1 is just what the target allows, 0 is no miss, 20 is every call.
 * Kept by the minute, for an hour.
 */
export class BurnRate {
  readonly #now: () => number
  #minutes: Minute[] = []

  constructor(options: { now?: () => number } = {}) {
    this.#now = options.now ?? Date.now
  }

  observe(isGood: boolean): void {
    const minute = this.#minute()
    const last = this.#minutes.at(-1)
    const current = last?.minute === minute ? last : { minute, good: 0, bad: 0 }
    if (current !== last) this.#minutes = [...this.#within(60), current]
    if (isGood) current.good += 1
    else current.bad += 1
  }

  /** 0 while nothing was observed. */
  over(minutes: number): number {
    const seen = this.#within(minutes)
    const bad = seen.reduce((sum, minute) => sum + minute.bad, 0)
    const all = seen.reduce((sum, minute) => sum + minute.good + minute.bad, 0)
    return all === 0 ? 0 : bad / all / (1 - TARGET)
  }

  #within(minutes: number): Minute[] {
    const from = this.#minute() - minutes
    return this.#minutes.filter(({ minute }) => minute > from)
  }

  #minute(): number {
    return Math.floor(this.#now() / 60_000)
  }
}
