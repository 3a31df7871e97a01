const TAIL_LINES = 30

/** A step that could not be done: what failed, the end of its output, and what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {{ output?: string, advice?: string, cause?: unknown }} [details]
   */
  constructor(message, { output = '', advice = '', cause } = {}) {
    super(message, { cause })
    this.name = 'SetupError'
    this.output = output
    this.advice = advice
  }

  /** The text for the terminal. */
  report() {
    const tail = this.output.trimEnd().split('\n').slice(-TAIL_LINES)
    const shown = this.output.trim() ? tail.map((line) => `  | ${line}`) : []
    return [this.message, ...shown, this.advice].filter(Boolean).join('\n')
  }
}
