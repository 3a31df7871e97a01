import { parseArgs } from 'node:util'
import { readCount } from '../report/index.ts'

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
    calls: readCount('--calls', values.calls),
    seconds: readCount('--seconds', values.seconds),
    rounds: readCount('--rounds', values.rounds),
    trace: values.trace,
    mediaOnly: values['media-only'],
  }
}
