import { setTimeout as delay } from 'node:timers/promises'
import { chatArrival, openChat, sendChat } from './chat.ts'
import { frozenMs, longestGapMs } from './frames.ts'
import { type WatchedCall, wallClockMs } from './watched-call.ts'
import { setRoundTrip, type World } from './world.ts'

const ROUND_TRIP_MS = 100
const CUT_MS = 5_000
/** After the network is back. */
const AFTER_CUT_MS = 4_000
/** After an address change: longer than any repair may take. */
const AFTER_CHANGE_MS = 8_000
const BEFORE_MS = 500

export interface SocketCut {
  /** Time in which the shopper's picture stood still, from the cut on. */
  readonly frozenMs: number
  /** From the end of the cut until what was written during it is at the other side, both ways. */
  readonly resumedMs: number
}

/** The shopper's socket is cut and cannot come back for five seconds; sound and picture may pass. */
export async function cutSocket(
  world: World,
  call: WatchedCall,
  number: number,
): Promise<SocketCut> {
  const { shop, desk } = call
  setRoundTrip(world.shopper, ROUND_TRIP_MS)
  await Promise.all([openChat(shop), openChat(desk)])
  const watching = call.watch(BEFORE_MS + CUT_MS + AFTER_CUT_MS)
  await delay(BEFORE_MS)
  const cutAt = wallClockMs()
  world.shopper.relay.cut(CUT_MS, { lanes: ['http'], connections: 'reset' })
  await sendChat(desk, `to the shopper ${number}.`)
  await sendChat(shop, `to the desk ${number}.`)
  const arrivals = await Promise.all([
    chatArrival(shop, `to the shopper ${number}.`),
    chatArrival(desk, `to the desk ${number}.`),
  ])
  const footage = await watching
  return {
    frozenMs: frozenMs(footage, { from: cutAt, to: footage.to }),
    resumedMs: Math.max(0, Math.max(...arrivals) - (cutAt + CUT_MS)),
  }
}

/** The shopper's packets come from another address at once, and what is sent to the old one is lost. */
export async function changeAddress(world: World, call: WatchedCall): Promise<number> {
  setRoundTrip(world.shopper, ROUND_TRIP_MS)
  const watching = call.watch(BEFORE_MS + AFTER_CHANGE_MS)
  await delay(BEFORE_MS)
  const changedAt = wallClockMs()
  world.shopper.relay.changeAddress()
  const footage = await watching
  return longestGapMs(footage, { from: changedAt, to: footage.to })
}
