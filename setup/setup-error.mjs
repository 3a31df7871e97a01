/** Some programs say what is wrong first, others last. */
const HEAD_LINES = 8
const TAIL_LINES = 24

/** A step that could not be done: what failed, the ends of its output, and what to do about it. */
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
    const shown = shorten(this.output.trim()).map((line) => `  | ${line}`)
    return [this.message, ...shown, this.advice].filter(Boolean).join('\n')
  }
}

/** @param {string} text */
function shorten(text) {
  const lines = text ? text.split('\n') : []
  if (lines.length <= HEAD_LINES + TAIL_LINES) return lines
  return [...lines.slice(0, HEAD_LINES), '...', ...lines.slice(-TAIL_LINES)]
}
