import { parseArgs } from 'node:util'

export interface CallOptions {
  /** Calls whose first frame is timed. */
  readonly calls: number
  /** Seconds for which one call of each round is watched. */
  readonly seconds: number
  /** Times that direct and Visavis take turns. */
  readonly rounds: number
  /** Print what each page did between the click and the first frame. */
  readonly trace: boolean
  /** Leave out the log's figures. */
  readonly mediaOnly: boolean
}

export function parseOptions(argv: readonly string[]): CallOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      calls: { type: 'string', default: '21' },
      seconds: { type: 'string', default: '60' },
      rounds: { type: 'string', default: '3' },
      trace: { type: 'boolean', default: false },
      'media-only': { type: 'boolean', default: false },
    },
  })
  return {
    calls: positive('--calls', values.calls),
    seconds: positive('--seconds', values.seconds),
    rounds: positive('--rounds', values.rounds),
    trace: values.trace,
    mediaOnly: values['media-only'],
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`${name} must be a whole number above 0, not ${text}`)
}
