import { setTimeout as delay } from 'node:timers/promises'
import { Refused } from '@visavis/signaling/test/socket-client'
import { Guest } from './guest.ts'
import type { SignalingMember } from './signaling-member.ts'

const BETWEEN_JOINS_MS = 2_000
/** Quicker than any looking would find it: the word came through Redis. */
const PROMPT_MS = 150
const POLL_MS = 50
const GIVEN_UP_MS = 30_000

/** People go on coming: the longest that one waited for a room or for a clear no, and how many got neither. */
export async function joinWhileGone(signaling: readonly SignalingMember[], goneMs: number) {
  const end = performance.now() + goneMs
  const waits: number[] = []
  let unclear = 0
  while (performance.now() < end) {
    const askedAt = performance.now()
    // In turn: how many there are is up to time, and must not change what the seed decides.
    const member = signaling[waits.length % signaling.length]
    if (!member) throw new Error('There is no signaling')
    const outcome = await join(member)
    waits.push(performance.now() - askedAt)
    if (outcome === 'unclear') unclear += 1
    await delay(Math.max(0, Math.min(BETWEEN_JOINS_MS, end - performance.now())))
  }
  return { join: Math.max(0, ...waits), 'unclear-refusals': unclear }
}

async function join({ origin }: SignalingMember): Promise<'joined' | 'refused' | 'unclear'> {
  try {
    const guest = await Guest.enter(origin, 'shopper')
    const { media } = await guest.requestGuidance()
    await guest.leave()
    return media ? 'joined' : 'unclear'
  } catch (error) {
    return error instanceof Refused ? 'refused' : 'unclear'
  }
}

/** From now until a desk at one process hears at once of who asks at another. */
export async function recoveredAfterMs(signaling: readonly SignalingMember[]): Promise<number> {
  const from = performance.now()
  const [one, other] = signaling
  if (!one || !other) throw new Error('It takes two')
  const desk = await Guest.enter(other.origin, 'advisor')
  await desk.client.request('queue.watch', {})
  try {
    while (performance.now() - from < GIVEN_UP_MS) {
      const triedAt = performance.now()
      if (await isPrompt(desk, one)) return triedAt - from
      await delay(POLL_MS)
    }
    return GIVEN_UP_MS
  } finally {
    await desk.leave()
  }
}

async function isPrompt(desk: Guest, { origin }: SignalingMember): Promise<boolean> {
  try {
    const shopper = await Guest.enter(origin, 'shopper')
    const { room } = await shopper.requestGuidance()
    const askedAt = performance.now()
    await desk.client.notified('queue.changed', ({ tickets }) =>
      tickets.some((ticket) => ticket.room === room),
    )
    const isPrompt = performance.now() - askedAt < PROMPT_MS
    await shopper.leave()
    return isPrompt
  } catch {
    return false
  }
}
