import { parseArgs } from 'node:util'
import { readChoices, readCount } from '../report/index.ts'
import type { FaultName } from './faults.ts'
import { FAULT_NAMES, FAULTS } from './faults.ts'
import type { OnceName } from './once.ts'
import { ONCE, ONCE_NAMES } from './once.ts'

export interface ChaosOptions {
  readonly faults: readonly FaultName[]
  readonly once: readonly OnceName[]
  /** Of each fault. */
  readonly kills: number
  /** Decides the order of the faults, and what each of them hits. */
  readonly seed: number
  /** After which it ends with what it has. */
  readonly minutes: number
}

export const HELP = `Usage: npm run chaos -- [options]

A cluster of processes (PostgreSQL, Redis with Sentinels, two signaling processes, two media nodes) and a call between
two browsers. Faults hit it one after the other, at random; what the two people see of them is measured.

  --kills <n>       times that each fault happens. Default: 20
  --faults <names>  separated by commas. Default: all of them
  --seed <n>        the same seed gives the same order. Default: 1
  --minutes <n>     ends after so many with what it has. Default: when all is done
  --list            what faults there are
  --help

One JSON line for each figure on standard output, progress on standard error; timeline and raw values in
load-tests/results/. Told to stop (Ctrl+C), it ends after the fault that it is at.`

export function parseOptions(argv: readonly string[]): ChaosOptions | 'help' | 'list' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      kills: { type: 'string', default: '20' },
      faults: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '10000' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.list) return 'list'
  const names = values.faults.split(',').filter((name) => name !== '')
  const chosen = readChoices('--faults', names, [...FAULT_NAMES, ...ONCE_NAMES])
  return {
    faults: FAULT_NAMES.filter((name) => chosen.includes(name)),
    once: ONCE_NAMES.filter((name) => chosen.includes(name)),
    kills: readCount('--kills', values.kills),
    seed: readCount('--seed', values.seed),
    minutes: readCount('--minutes', values.minutes),
  }
}

export function listText(): string {
  const faults = FAULT_NAMES.map((name) => [name, FAULTS[name].about] as const)
  const all = [...faults, ...ONCE_NAMES.map((name) => [name, ONCE[name].about] as const)]
  const width = Math.max(...all.map(([name]) => name.length))
  return all.map(([name, about]) => `${name.padEnd(width)}  ${about}\n`).join('')
}
