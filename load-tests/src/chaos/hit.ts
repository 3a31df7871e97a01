import { setTimeout as delay } from 'node:timers/promises'
import { wallClockMs } from '../connect/watched-call.ts'
import type { Random } from '../network/random.ts'
import { progress } from '../report/index.ts'
import type { ChaosCall, Seen } from './chaos-call.ts'
import { FAULTS, type FaultName } from './faults.ts'
import { type Gap, gapsIn, lengthOf, longestGapMs, NOTICED_MS } from './gaps.ts'
import type { Hit } from './results.ts'
import { type Topology, untilWhole } from './topology.ts'

/** Without trouble before a fault, and again after it. */
const CALM_MS = 2_000
/** A picture that moves has no longer gap. */
const MOTION_MS = 500
/** A call that has not come back so long after it was watched never will. */
const COME_BACK_MS = 30_000
/** For a machine that is busy with other things; and for one call of those that it begins meanwhile. */
const PATIENCE_MS = 600_000
const CALL_PATIENCE_MS = 60_000
/** What is usual shows itself in so long. */
const MOST_USUAL_MS = 8_000
const POLL_MS = 250

export interface HitOptions {
  readonly topology: Topology
  readonly call: ChaosCall
  readonly random: Random
  /** Of the run, on the wall clock. */
  readonly startedAt: number
}

/** A while of calm, the fault, and everything until the call is as it was. */
export async function hit(name: FaultName, options: HitOptions): Promise<Hit> {
  const { topology, call, random, startedAt } = options
  const fault = FAULTS[name]
  await startCalm(call)
  // What is to be compared is watched for as long as what it is compared with.
  const usualMs = fault.gap === 'untouched' ? Math.min(fault.watchMs, MOST_USUAL_MS) : CALM_MS
  await delay(usualMs - CALM_MS)
  const { strike, measure, repair } = await fault.aim(topology, random)
  const at = wallClockMs()
  const before = at - usualMs
  await strike()
  const values = (await measure?.()) ?? {}
  await delay(Math.max(0, at + fault.watchMs - wallClockMs()))
  const isBack = await untilCalm(call, wallClockMs() + COME_BACK_MS)
  const conditions = isBack ? null : await call.conditions()
  const seen = await call.seen(before - CALM_MS)
  const span = { from: at, to: isBack ? wallClockMs() : Math.max(wallClockMs(), at + COME_BACK_MS) }
  await repair?.()
  await untilWhole(topology)
  const frames = seen.map((side) => side.frames)
  return {
    fault: name,
    at: at - startedAt,
    baselineGapMs: longestGapMs(frames, { from: before, to: at }),
    gapMs: longestGapMs(frames, span),
    gaps: noticedGaps(frames, span),
    isDropped: !isBack,
    conditions,
    resumeMs: resumeMs(seen, at),
    values,
  }
}

/** Other work of the machine may hold up the pictures as well: that is waited for, with a new call now and then. */
async function startCalm(call: ChaosCall): Promise<void> {
  const end = wallClockMs() + PATIENCE_MS
  while (!(await untilCalm(call, wallClockMs() + CALL_PATIENCE_MS))) {
    if (wallClockMs() > end) throw new Error('The call shows nothing for minutes')
    progress('  waiting for pictures that move')
    await call.start().catch(() => {})
  }
}

/** Whether both pictures come to move, and go on moving. */
async function untilCalm(call: ChaosCall, end: number): Promise<boolean> {
  for (;;) {
    const to = wallClockMs()
    const from = to - CALM_MS
    const sides = (await call.seen(from - CALM_MS)).map(({ frames }) => frames)
    if (sides.length > 1 && longestGapMs(sides, { from, to }) < MOTION_MS) return true
    if (to > end) return false
    await delay(POLL_MS)
  }
}

function noticedGaps(sides: readonly (readonly number[])[], span: Gap): Gap[] {
  return sides
    .flatMap((frames) => gapsIn(frames, span))
    .filter((gap) => lengthOf(gap) > NOTICED_MS)
    .map(({ from, to }) => ({ from: from - span.from, to: to - span.from }))
}

/** Of who waited longest. One that had to begin anew was not resumed at all. */
function resumeMs(seen: readonly Seen[], at: number): number | null {
  const waits = seen.flatMap(({ sockets }) => {
    const isCut = sockets.some(({ closedAt, openedAt }) => openedAt > 0 && closedAt >= at)
    if (!isCut) return []
    const next = sockets.find(({ openedAt, isResumed }) => openedAt > at && isResumed)
    return [next ? next.openedAt - at : COME_BACK_MS]
  })
  return waits.length === 0 ? null : Math.max(...waits)
}
