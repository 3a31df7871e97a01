import type { Idle } from './idle.ts'
import type { SocketCut } from './network-changes.ts'
import type { Distance } from './widget-calls.ts'

/** A warm call, and how far the two people were. */
export interface TimedCall {
  readonly distance: Distance
  readonly ms: number
}

export interface ConnectResults {
  readonly warmCalls: TimedCall[]
  readonly coldMs: number[]
  readonly loadMs: number[]
  /** Of the naive flow: from the click on, and with the socket open before it. */
  readonly naiveMs: number[]
  readonly naiveColdMs: number[]
  readonly acceptMs: number[]
  readonly cuts: SocketCut[]
  readonly addressGapsMs: number[]
  idle: Idle | undefined
}

/** The shopper far, the advisor near. */
export const FAR: Distance = { shopperMs: 200, advisorMs: 0 }
export const BOTH_FAR: Distance = { shopperMs: 200, advisorMs: 200 }
/** Where a key frame is lost most easily, besides the two above. */
export const OTHERS: readonly Distance[] = [
  { shopperMs: 0, advisorMs: 0 },
  { shopperMs: 100, advisorMs: 0 },
  { shopperMs: 50, advisorMs: 50 },
]

export function emptyResults(): ConnectResults {
  return {
    warmCalls: [],
    coldMs: [],
    loadMs: [],
    naiveMs: [],
    naiveColdMs: [],
    acceptMs: [],
    cuts: [],
    addressGapsMs: [],
    idle: undefined,
  }
}

export function warmMs({ warmCalls }: ConnectResults, wanted: Distance): number[] {
  return warmCalls
    .filter(({ distance }) => distance.shopperMs === wanted.shopperMs)
    .filter(({ distance }) => distance.advisorMs === wanted.advisorMs)
    .map(({ ms }) => ms)
}
