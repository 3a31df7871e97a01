import { failed, problemOf, skipped } from './outcomes.ts'
import {
  EMPTY_REPORT,
  type StepOutcome,
  type StepResult,
  TEST_STEPS,
  type TestReport,
  type TestStep,
} from './test-report.ts'

/** Ends early when `signal` aborts, whatever it then answers, and leaves nothing open. */
export type StepWork = (signal: AbortSignal) => Promise<StepOutcome>
export type StepWorks = Readonly<Record<TestStep, StepWork>>

/** One step after the other. What a step throws is its result; a step left out is `skipped`. */
export class StepRunner {
  readonly #onChange: (report: TestReport) => void
  readonly #ending = new AbortController()
  #current = new AbortController()
  #report = EMPTY_REPORT

  constructor(onChange: (report: TestReport) => void) {
    this.#onChange = onChange
  }

  get report(): TestReport {
    return this.#report
  }

  async run(works: StepWorks): Promise<TestReport> {
    for (const step of TEST_STEPS) {
      if (this.#ending.signal.aborted) this.#set(step, skipped('by-user'))
      else await this.#perform(step, works[step])
    }
    return this.#report
  }

  /** Leaves out the step that runs. */
  skip(): void {
    this.#current.abort()
  }

  /** Leaves out the step that runs and all that would follow. */
  end(): void {
    this.#ending.abort()
  }

  async #perform(step: TestStep, work: StepWork): Promise<void> {
    this.#current = new AbortController()
    const signal = AbortSignal.any([this.#current.signal, this.#ending.signal])
    this.#set(step, { state: 'running' })
    const outcome = work(signal).catch((error: unknown) => failed(problemOf(error)))
    const left = new Promise<StepOutcome>((resolve) => {
      signal.addEventListener('abort', () => resolve(skipped('by-user')), { once: true })
    })
    // A permission that is asked for cannot be taken back: the answer comes late, and is let go then.
    this.#set(step, await Promise.race([left, outcome]))
  }

  #set(step: TestStep, result: StepResult): void {
    this.#report = { ...this.#report, [step]: result }
    this.#onChange(this.#report)
  }
}
