import { setTimeout as delay } from 'node:timers/promises'
import { recover } from '../connect/recover.ts'
import { openWorld, setClear, type World } from '../connect/world.ts'
import type { ConditionsChange } from '../network/index.ts'
import { progress } from '../report/index.ts'
import { stormChat } from './chat-storm.ts'
import type { Group, WeakOptions } from './options.ts'
import { measureRecovery, RECOVERY_PATHS, type Recovery } from './recovery.ts'
import { emptyResults, type Watch, type WeakResults, watchOf, watchText } from './results.ts'
import { longestStaleMs } from './stills.ts'
import { PATHS, type Path, startWeakCall, type WeakCall } from './weak-call.ts'

const FLAGS = [
  // Sound is played in both pages without a click.
  '--autoplay-policy=no-user-gesture-required',
  // Addresses are hidden from pages without a real camera, and the direct connection needs them.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]
/** Until both ends have found out what the network takes. */
const SETTLE_MS = 10_000
/** The same where all that was under way fills a queue for seconds. */
const TRICKLE_SETTLE_MS = 25_000
const NARROW_FIRST_MS = 15_000

const NARROW: ConditionsChange = {
  up: { delayMs: 25 },
  down: { delayMs: 25, rateBps: 150_000, queueBytes: 15_000 },
}
/** A step on the way down, in every other round: from here there is less of a change to notice. */
const NARROW_BOTH_WAYS = bothWays({ delayMs: 50, rateBps: 150_000, queueBytes: 15_000 })
const TRICKLE = bothWays({ delayMs: 50, rateBps: 30_000, queueBytes: 8_000 })

/** All kinds in turns, so that whatever else the machine does hits all of them. */
export async function runWeak(options: WeakOptions): Promise<WeakResults> {
  await using world = await openWorld({ flags: FLAGS })
  const run = new WeakRun(world, options)
  for (let round = 1; round <= options.rounds; round += 1) await run.takeTurns(round)
  await run.stormChat()
  return run.results
}

class WeakRun {
  readonly results = emptyResults()
  readonly #world: World
  readonly #options: WeakOptions

  constructor(world: World, options: WeakOptions) {
    this.#world = world
    this.#options = options
  }

  async takeTurns(round: number): Promise<void> {
    const { rounds, runs } = this.#options
    progress(`Round ${round} of ${rounds}`)
    const now = Math.floor((runs * round) / rounds) - Math.floor((runs * (round - 1)) / rounds)
    if (this.#does('narrow')) await this.#narrow(now)
    if (this.#does('lossy')) {
      const order = round % 2 === 1 ? PATHS : PATHS.toReversed()
      for (const path of order) await this.#lossy(path, now)
    }
    if (this.#does('trickle')) await this.#trickle(round, now)
    for (let run = 0; this.#does('recovery') && run < now; run += 1) await this.#recovery()
  }

  async stormChat(): Promise<void> {
    if (!this.#does('chat')) return
    const { messages } = this.#options
    progress(`${messages} messages from each side, with cuts`)
    const storm = await stormChat(this.#world, messages)
    this.results.storms.push(storm)
    progress(`  after ${storm.cuts} cuts: ${JSON.stringify(storm.checks)}`)
  }

  async #narrow(runs: number): Promise<void> {
    await this.#inCall('visavis', NARROW, async (call) => {
      for (let run = 0; run < runs; run += 1) {
        this.results.narrow.push(await this.#watch('150 kbps', call))
      }
    })
  }

  async #lossy(path: Path, runs: number): Promise<void> {
    await this.#inCall(path, 'lossy-20', async (call) => {
      for (let run = 0; run < runs; run += 1) {
        this.results.lossy[path].push(await this.#watch(`20 % loss, ${path}`, call))
      }
    })
  }

  async #trickle(round: number, runs: number): Promise<void> {
    const settle = async (call: WeakCall) => {
      if (round % 2 === 0) {
        this.#world.shopper.relay.set(NARROW_BOTH_WAYS)
        await delay(NARROW_FIRST_MS)
        this.#world.shopper.relay.set(TRICKLE)
      }
      await this.#awaitStills(call)
    }
    await this.#inCall(
      'visavis',
      TRICKLE,
      async (call) => {
        for (let run = 0; run < runs; run += 1) {
          const [watch, pictures] = await Promise.all([
            this.#watch('30 kbps', call),
            call.samplePictures(this.#options.seconds * 1_000),
          ])
          const staleMs = longestStaleMs(pictures)
          progress(`  30 kbps: nothing fresh to see for ${Math.round(staleMs)} ms`)
          this.results.trickle.push({ ...watch, staleMs })
        }
      },
      settle,
    )
  }

  /** From the last moving picture to the first still. */
  async #awaitStills(call: WeakCall): Promise<void> {
    const staleMs = longestStaleMs(await call.samplePictures(TRICKLE_SETTLE_MS))
    progress(`  30 kbps: video became stills after ${Math.round(staleMs)} ms`)
    this.results.firstStillsMs.push(staleMs)
  }

  async #recovery(): Promise<void> {
    for (const path of RECOVERY_PATHS) {
      await this.#attempt(async () => {
        setClear(this.#world.shopper, this.#world.advisor)
        const recovery = await measureRecovery(this.#world, path)
        this.results.recovery[path].push(recovery)
        progress(`  recovery, ${path}: ${recoveryText(recovery)}`)
      })
    }
  }

  /** The network turns weak during the call, and has been so for a while before `work`. */
  async #inCall(
    path: Path,
    change: ConditionsChange | 'lossy-20',
    work: (call: WeakCall) => Promise<void>,
    settle: (call: WeakCall) => Promise<unknown> = () => delay(SETTLE_MS),
  ): Promise<void> {
    await this.#attempt(async () => {
      await using call = await startWeakCall(this.#world, path)
      this.#world.shopper.relay.set(change)
      await settle(call)
      await work(call)
    })
  }

  /** A browser that dies takes its turn along, not what was measured before: `n` says how much that is. */
  async #attempt(turn: () => Promise<void>): Promise<void> {
    try {
      await turn()
    } catch (error) {
      progress(`  not measured: ${error instanceof Error ? error.message : String(error)}`)
      await recover(this.#world)
    }
  }

  async #watch(name: string, call: WeakCall): Promise<Watch> {
    const watch = watchOf(await call.receive(this.#options.seconds * 1_000))
    progress(`  ${name}: ${watchText(watch)}`)
    return watch
  }

  #does(group: Group): boolean {
    return this.#options.groups.includes(group)
  }
}

function bothWays(link: NonNullable<ConditionsChange['up']>): ConditionsChange {
  return { up: link, down: link }
}

function recoveryText({ usualBps, narrowBps, ms }: Recovery): string {
  const [usual, narrow] = [usualBps, narrowBps].map((bps) => Math.round(bps / 1_000))
  return `${usual} kbps, then ${narrow}, back after ${Math.round(ms)} ms`
}
