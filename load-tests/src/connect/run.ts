import type { Page } from 'puppeteer'
import { tracerScript } from '../page-scripts.ts'
import { progress } from '../report/index.ts'
import { type Timeline, timelineReport } from '../trace/timeline.ts'
import { measureIdle } from './idle.ts'
import { naiveCall } from './naive-calls.ts'
import { changeAddress, cutSocket } from './network-changes.ts'
import type { ConnectOptions, Group } from './options.ts'
import { repeat, roundedText } from './repeat.ts'
import { BOTH_FAR, type ConnectResults, emptyResults, FAR, OTHERS } from './results.ts'
import { coldCall } from './sdk-calls.ts'
import { startWatchedCall } from './watched-call.ts'
import { acceptCall, type Distance, loadCall, openDesk, warmCall } from './widget-calls.ts'
import { openWorld, type World } from './world.ts'

/** In these compiling takes half of the server's time, then a quarter and less. */
const WARM_UP_CALLS = 8

/** All kinds of calls in turns, so that whatever else the machine does hits all of them. */
export async function runConnect(options: ConnectOptions): Promise<ConnectResults> {
  await using world = await openWorld({ workers: options.workers })
  const run = new ConnectRun(world, options)
  await run.warmUp()
  for (let round = 1; round <= options.rounds; round += 1) await run.takeTurns(round)
  await run.watchIdle()
  run.reportTimelines()
  return run.results
}

class ConnectRun {
  readonly results = emptyResults()
  readonly #world: World
  readonly #options: ConnectOptions
  readonly #timelines = new Map<string, Timeline[]>()

  constructor(world: World, options: ConnectOptions) {
    this.#world = world
    this.#options = options
  }

  /** Hardly anybody meets a server in its first seconds, while its code is still being compiled. */
  async warmUp(): Promise<void> {
    progress(`${WARM_UP_CALLS} calls to warm up, not counted`)
    await this.#withDesk(true, async (desk) => {
      await this.#repeat('warm-up', WARM_UP_CALLS, () =>
        warmCall(this.#world, desk, { distance: FAR }),
      )
    })
  }

  async takeTurns(round: number): Promise<void> {
    const { rounds, runs, calls } = this.#options
    progress(`Round ${round} of ${rounds}`)
    const now = share(runs, rounds, round)
    const others = share(Math.max(0, calls - 2 * runs), rounds, round)
    if (this.#does('warm')) await this.#withDesk(true, (desk) => this.#warmCalls(desk, now, others))
    if (this.#does('cold')) await this.#withDesk(true, (desk) => this.#coldCalls(desk, now))
    if (this.#does('naive')) await this.#naiveCalls(now)
    if (this.#does('accept')) await this.#withDesk(false, (desk) => this.#acceptCalls(desk, now))
    if (this.#does('address')) await this.#addressChanges(now)
    if (this.#does('cut')) await this.#cuts(now)
  }

  async watchIdle(): Promise<void> {
    if (!this.#does('idle')) return
    const { idleVisitors: visitors, idleSeconds: seconds } = this.#options
    progress(`${visitors} idle visitors for ${seconds} s`)
    this.results.idle = await measureIdle(this.#world, { visitors, seconds })
  }

  /** What both pages did between the click and the first frame. */
  reportTimelines(): void {
    for (const [name, timelines] of this.#timelines) {
      if (timelines.length === 0) continue
      progress(`After the click, ${name}:\n${timelineReport(timelines)}`)
    }
  }

  #keeperOf(name: string): (timeline: Timeline) => void {
    const kept = this.#timelines.get(name) ?? []
    this.#timelines.set(name, kept)
    return (timeline) => void kept.push(timeline)
  }

  async #warmCalls(desk: Page, runs: number, others: number): Promise<void> {
    await this.#warm(desk, FAR, runs)
    await this.#warm(desk, BOTH_FAR, runs)
    for (const [index, distance] of OTHERS.entries()) {
      await this.#warm(desk, distance, share(others, OTHERS.length, index + 1))
    }
  }

  async #warm(desk: Page, distance: Distance, times: number): Promise<void> {
    const name = `warm ${distance.shopperMs}/${distance.advisorMs}`
    const onTimeline = this.#options.trace ? this.#keeperOf(name) : undefined
    const call = () => warmCall(this.#world, desk, { distance, onTimeline })
    const timed = await this.#repeat(name, times, call)
    this.results.warmCalls.push(...timed.map((ms) => ({ distance, ms })))
  }

  async #coldCalls(desk: Page, runs: number): Promise<void> {
    const { coldMs, loadMs } = this.results
    coldMs.push(...(await this.#repeat('cold', runs, () => coldCall(this.#world, desk, FAR))))
    loadMs.push(...(await this.#repeat('page load', runs, () => loadCall(this.#world, desk, FAR))))
  }

  async #naiveCalls(runs: number): Promise<void> {
    const { naiveMs, naiveColdMs } = this.results
    const call = (isOpen: boolean) => () => naiveCall(this.#world, { distance: FAR, isOpen })
    naiveMs.push(...(await this.#repeat('naive', runs, call(false))))
    naiveColdMs.push(...(await this.#repeat('naive, socket open', runs, call(true))))
  }

  async #acceptCalls(desk: Page, runs: number): Promise<void> {
    const call = () => acceptCall(this.#world, desk, FAR)
    this.results.acceptMs.push(...(await this.#repeat('accept', runs, call)))
  }

  async #addressChanges(runs: number): Promise<void> {
    await using call = await startWatchedCall(this.#world)
    for (let run = 0; run < runs; run += 1) {
      const gapMs = await changeAddress(this.#world, call)
      this.results.addressGapsMs.push(gapMs)
      progress(`  address change: gap of ${roundedText([gapMs])} ms`)
    }
  }

  async #cuts(runs: number): Promise<void> {
    await using call = await startWatchedCall(this.#world)
    for (let run = 0; run < runs; run += 1) {
      const cut = await cutSocket(this.#world, call, this.results.cuts.length)
      this.results.cuts.push(cut)
      const [frozen, resumed] = [roundedText([cut.frozenMs]), roundedText([cut.resumedMs])]
      progress(`  cut: frozen ${frozen} ms, resumed after ${resumed} ms`)
    }
  }

  async #withDesk(auto: boolean, work: (desk: Page) => Promise<void>): Promise<void> {
    const scripts = this.#options.trace ? [tracerScript()] : []
    const desk = await openDesk(this.#world, { auto, scripts })
    try {
      await work(desk)
    } finally {
      await desk.close()
    }
  }

  #repeat(name: string, times: number, call: () => Promise<number>): Promise<number[]> {
    return repeat(this.#world, name, times, call)
  }

  #does(group: Group): boolean {
    return this.#options.groups.includes(group)
  }
}

/** Of a total, what falls to one of several turns. */
function share(total: number, turns: number, turn: number): number {
  return Math.floor((total * turn) / turns) - Math.floor((total * (turn - 1)) / turns)
}
