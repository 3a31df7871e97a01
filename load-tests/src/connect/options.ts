import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { readChoices, readCount } from '../report/index.ts'

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
    groups: readChoices('--only', values.only, GROUPS),
    runs: readCount('--runs', values.runs),
    rounds: readCount('--rounds', values.rounds),
    calls: readCount('--calls', values.calls),
    idleVisitors: Math.min(45, readCount('--idle-visitors', values['idle-visitors'])),
    idleSeconds: readCount('--idle-seconds', values['idle-seconds']),
    workers: readCount('--workers', values.workers),
    trace: values.trace,
  }
}
