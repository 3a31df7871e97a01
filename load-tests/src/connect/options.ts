import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

export const GROUPS = ['warm', 'cold', 'naive', 'accept', 'idle', 'cut', 'address'] as const
export type Group = (typeof GROUPS)[number]

export interface ConnectOptions {
  readonly groups: readonly Group[]
  /** Measurements of each kind. */
  readonly runs: number
  /** Times that the kinds take turns. */
  readonly rounds: number
  /** Warm calls in all that are looked at for a lost key frame. */
  readonly calls: number
  readonly idleVisitors: number
  readonly idleSeconds: number
  readonly workers: number
  /** Print what both pages did in warm calls. Costs time. */
  readonly trace: boolean
}

export const HELP = `Usage: npm run bench:connect -- [options]

How long it takes to connect from far away, and what happens when the network changes.

  --runs <n>           measurements of each kind. Default: 20
  --rounds <n>         times that the kinds take turns. Default: 4
  --calls <n>          warm calls in all, looked at for a lost key frame. Default: 100
  --idle-visitors <n>  prepared at once, at most 45. Default: 40
  --idle-seconds <n>   for which they are watched. Default: 45
  --workers <n>        media workers. Default: one for each core
  --only <group>       of ${GROUPS.join(', ')}; several times for
                       several. Default: all of them
  --trace              print what both pages did in warm calls, which costs time
  --help

One JSON line for each figure on standard output, progress on standard error; plot and raw values in
load-tests/results/. About 45 minutes; "--runs 2 --rounds 1 --calls 4" takes three.`

export function parseOptions(argv: readonly string[]): ConnectOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '4' },
      calls: { type: 'string', default: '100' },
      'idle-visitors': { type: 'string', default: '40' },
      'idle-seconds': { type: 'string', default: '45' },
      workers: { type: 'string', default: String(availableParallelism()) },
      only: { type: 'string', multiple: true, default: [] },
      trace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    groups: values.only.length > 0 ? values.only.map(group) : GROUPS,
    runs: positive('--runs', values.runs),
    rounds: positive('--rounds', values.rounds),
    calls: positive('--calls', values.calls),
    idleVisitors: Math.min(45, positive('--idle-visitors', values['idle-visitors'])),
    idleSeconds: positive('--idle-seconds', values['idle-seconds']),
    workers: positive('--workers', values.workers),
    trace: values.trace,
  }
}

function group(text: string): Group {
  const found = GROUPS.find((name) => name === text)
  if (found) return found
  throw new Error(`--only must be one of ${GROUPS.join(', ')}, not ${text}`)
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`${name} must be a whole number above 0, not ${text}`)
}
