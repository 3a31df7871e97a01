import type { Random } from '../network/random.ts'
import type { Reach } from '../report/index.ts'
import type { Topology } from './topology.ts'

export interface Fault {
  readonly about: string
  /** What the picture may stand still at worst; `untouched` when nobody may notice, `any` where only coming back counts. */
  readonly gap: { readonly atMost: number } | 'untouched' | 'any'
  /** Watched at least so long from the fault on. */
  readonly watchMs: number
  /** Of the figures that `measure` gives. */
  readonly reaches?: Readonly<Record<string, { readonly reach: Reach; readonly unit: string }>>
  /** Chooses what to hit. */
  aim(topology: Topology, random: Random): Promise<Strike>
}

/** Figures by name. */
export type Values = Readonly<Record<string, number>>

export interface Strike {
  strike(): Promise<unknown>
  /** What this fault alone measures, and the end of a fault that lasts. */
  measure?(): Promise<Values>
  /** Starts what the fault has ended. */
  repair?(): Promise<unknown>
}

export function pick<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random() * choices.length)]
  if (choice === undefined) throw new Error('There is nothing to hit')
  return choice
}
