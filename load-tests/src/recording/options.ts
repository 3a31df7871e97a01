import { parseArgs } from 'node:util'
import { readChoices, readCount } from '../report/index.ts'

/** In this order: the last one ends the server. */
export const GROUPS = ['model', 'cost', 'schedules', 'lip-sync', 'kills', 'erasure'] as const
export type Group = (typeof GROUPS)[number]

export interface RecordingOptions {
  readonly groups: readonly Group[]
  readonly counts: {
    /** Random schedules in the model, and with real media. */
    readonly model: number
    readonly schedules: number
    readonly kills: number
    /** Recorded for what a minute costs. */
    readonly seconds: number
    /** Seconds of beep and flash. */
    readonly lipSync: number
  }
}

export const HELP = `Usage: npm run bench:recording -- [options]

Whether nothing is recorded outside consent, and what recording costs.

  --model <n>      random schedules in the model. Default: 1000
  --seconds <n>    recorded for what a minute costs. Default: 60
  --schedules <n>  random schedules with real media and recorder processes. Default: 50
  --lip-sync <n>   seconds of beep and flash with 5 % loss. Default: 600
  --kills <n>      recorders killed. Default: 20
  --only <group>   ${GROUPS.join(', ')}; several times for several.
                   Default: all of them
  --help

One JSON line for each figure on standard output, progress on standard error; plot and raw values in
load-tests/results/.`

export function parseOptions(argv: readonly string[]): RecordingOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      model: { type: 'string', default: '1000' },
      schedules: { type: 'string', default: '50' },
      kills: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '60' },
      'lip-sync': { type: 'string', default: '600' },
      only: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    groups: readChoices('--only', values.only, GROUPS),
    counts: {
      model: readCount('--model', values.model),
      schedules: readCount('--schedules', values.schedules),
      kills: readCount('--kills', values.kills),
      seconds: readCount('--seconds', values.seconds),
      lipSync: readCount('--lip-sync', values['lip-sync']),
    },
  }
}
