import { parseArgs } from 'node:util'
import { readChoices, readCount } from '../report/index.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts'

export interface ChaosOptions {
  readonly faults: readonly FaultName[]
  /** Of each fault. */
  readonly kills: number
  /** Decides the order of the faults, and what each of them hits. */
  readonly seed: number
}

export const HELP = `Usage: npm run chaos -- [options]

A cluster of processes (PostgreSQL, Redis with Sentinels, two signaling processes, two media nodes) and a call between
two browsers. Faults hit it one after the other, at random; what the two people see of them is measured.

  --kills <n>       times that each fault happens. Default: 20
  --faults <names>  separated by commas. Default: all of them
  --seed <n>        the same seed gives the same order. Default: 1
  --list            what faults there are
  --help

One JSON line for each figure on standard output, progress on standard error; timeline and raw values in
load-tests/results/.`

export function parseOptions(argv: readonly string[]): ChaosOptions | 'help' | 'list' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      kills: { type: 'string', default: '20' },
      faults: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.list) return 'list'
  const names = values.faults.split(',').filter((name) => name !== '')
  return {
    faults: readChoices('--faults', names, FAULT_NAMES),
    kills: readCount('--kills', values.kills),
    seed: readCount('--seed', values.seed),
  }
}

export function listText(): string {
  const width = Math.max(...FAULT_NAMES.map(({ length }) => length))
  return FAULT_NAMES.map((name) => `${name.padEnd(width)}  ${FAULTS[name].about}\n`).join('')
}
