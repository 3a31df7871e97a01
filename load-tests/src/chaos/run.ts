import { setTimeout as delay } from 'node:timers/promises'
import { wallClockMs } from '../connect/watched-call.ts'
import { seededRandom } from '../network/random.ts'
import { progress } from '../report/index.ts'
import { ChaosCall } from './chaos-call.ts'
import { hit } from './hit.ts'
import { NumberedChat } from './numbered-chat.ts'
import type { ChaosOptions } from './options.ts'
import type { ChaosResults, Hit } from './results.ts'
import { schedule } from './schedule.ts'
import { startTopology } from './topology.ts'

/** A new call holds its picture up by itself, while it finds its size and its bit rate. */
const SETTLE_MS = 10_000

/** Faults in random order, each measured on one call, until the last one or until told to stop. */
export async function runChaos(
  { faults, kills, seed }: ChaosOptions,
  stop: AbortSignal,
): Promise<ChaosResults> {
  const random = seededRandom(seed)
  const order = schedule(faults, kills, random)
  await using topology = await startTopology()
  progress('The cluster is up')
  await using call = await ChaosCall.open(topology.balancer.origin)
  progress('Both see each other')
  await delay(SETTLE_MS)
  const chat = await NumberedChat.open(call.browsers, topology.balancer.origin)
  const startedAt = wallClockMs()
  const hits: Hit[] = []
  let failure: string | null = null
  for (const [index, fault] of order.entries()) {
    if (stop.aborted) break
    try {
      const one = await hit(fault, { topology, call, random, startedAt })
      progress(`${index + 1} of ${order.length} ${textOf(one)}`)
      hits.push(one)
    } catch (error) {
      failure = `${fault}: ${error instanceof Error ? error.message : String(error)}`
      progress(`Ended early by ${failure}`)
      break
    }
  }
  const counted = await chat.finish().catch((error) => {
    // What was measured before is kept; that something is missing is said.
    failure ??= `the chat: ${error instanceof Error ? error.message : String(error)}`
    return null
  })
  return { hits, chat: counted, failure }
}

function textOf({ fault, gapMs, baselineGapMs, conditions, resumeMs, values }: Hit): string {
  const parts = [
    `${fault}: longest gap ${Math.round(gapMs)} ms (before: ${Math.round(baselineGapMs)})`,
    ...(resumeMs === null ? [] : [`resumed after ${Math.round(resumeMs)} ms`]),
    ...Object.entries(values).map(([name, value]) => `${name} ${Math.round(value)}`),
    ...(conditions ? [`the call was lost: ${JSON.stringify(conditions)}`] : []),
  ]
  return parts.join(', ')
}
