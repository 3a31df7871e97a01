import { parseArgs } from 'node:util'
import { readChoices, readCount } from '../report/index.ts'

export const GROUPS = ['chat', 'narrow', 'lossy', 'trickle', 'recovery'] as const
export type Group = (typeof GROUPS)[number]

export interface WeakOptions {
  readonly groups: readonly Group[]
  /** Measurements of each kind. */
  readonly runs: number
  /** Times that the kinds take turns. */
  readonly rounds: number
  /** Seconds of one measurement. */
  readonly seconds: number
  /** That each side writes. */
  readonly messages: number
}

export const HELP = `Usage: npm run bench:weak -- [options]

What is left of a call on a weak network.

  --runs <n>      measurements of each kind. Default: 20
  --rounds <n>    times that the kinds take turns. Default: 4
  --seconds <n>   of each measurement. Default: 20
  --messages <n>  that each side writes while sockets are cut. Default: 1000
  --only <group>  ${GROUPS.join(', ')}; several times for several.
                  Default: all of them
  --help

  chat      numbered messages in both directions with random cuts
  narrow    150 kbps to the shopper
  lossy     20 % loss and 100 ms of round trip on the shopper's leg, in turns with the naive flow
  trickle   30 kbps in both directions of the shopper's
  recovery  2 Mbps, 150 kbps, 2 Mbps, in turns with a direct connection

One JSON line for each figure on standard output, progress on standard error; plot and raw values in
load-tests/results/. About 65 minutes; "--runs 1 --rounds 1 --seconds 10 --messages 50" takes five.`

export function parseOptions(argv: readonly string[]): WeakOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '20' },
      messages: { type: 'string', default: '1000' },
      only: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    groups: readChoices('--only', values.only, GROUPS),
    runs: readCount('--runs', values.runs),
    rounds: readCount('--rounds', values.rounds),
    seconds: readCount('--seconds', values.seconds),
    messages: readCount('--messages', values.messages),
  }
}
