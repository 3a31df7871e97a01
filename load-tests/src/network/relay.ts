import { type Conditions, type ConditionsChange, changed } from './conditions.ts'
import { Link, type LinkCounts } from './link.ts'
import { LANES } from './link-model.ts'
import { type Profile, type ProfileName, profileOf } from './profiles.ts'
import { seededRandom } from './random.ts'
import type { AddressChange, CutOptions, RelayOptions } from './relay-options.ts'
import { runScript } from './run-script.ts'
import { startTcpRelay, type TcpRelay } from './tcp-relay.ts'
import { startUdpRelay, type UdpRelay } from './udp-relay.ts'

export interface RelayCounts {
  readonly up: LinkCounts
  readonly down: LinkCounts
}

/** A network between browsers and a server, as bad as one likes. `up` is from the browser to the server. */
export class Relay implements AsyncDisposable {
  readonly address: string
  readonly #up: Link
  readonly #down: Link
  readonly #tcp: TcpRelay[] = []
  readonly #udp: UdpRelay[] = []
  #moves = 0
  #stopScript: () => void = () => {}

  private constructor({ listen, profile = 'clear', seed = 1 }: RelayOptions) {
    this.address = listen
    const { up, down } = firstConditions(asProfile(profile))
    this.#up = new Link(up, seededRandom(seed))
    this.#down = new Link(down, seededRandom(seed + 1))
  }

  static async create(options: RelayOptions): Promise<Relay> {
    const relay = new Relay(options)
    try {
      await relay.#open(options)
    } catch (error) {
      await relay.close()
      throw error
    }
    relay.#run(asProfile(options.profile ?? 'clear'))
    return relay
  }

  get conditions(): Conditions {
    return { up: this.#up.conditions, down: this.#down.conditions }
  }

  /** From now on, also for what waits in a queue. A profile's script starts from its beginning. */
  set(change: ProfileName | ConditionsChange): void {
    this.#run(asProfile(typeof change === 'string' ? change : changed(this.conditions, change)))
  }

  /** Nothing passes for so long. */
  cut(durationMs: number, { lanes = LANES, connections = 'keep' }: CutOptions = {}): void {
    for (const link of [this.#up, this.#down]) link.cut(lanes, durationMs)
    for (const relay of this.#tcp.filter(({ lane }) => lanes.includes(lane))) {
      relay.loseConnections(connections)
      if (connections === 'reset') relay.refuse(durationMs)
    }
  }

  /** The server sees the browser come from another address and other ports from now on. */
  changeAddress({ keepOld = false, connections = 'reset' }: AddressChange = {}): void {
    this.#moves += 1
    for (const relay of this.#udp) relay.moveFlows({ keepOld })
    for (const relay of this.#tcp) relay.loseConnections(connections)
  }

  /** Since the start. */
  counts(): RelayCounts {
    return { up: this.#up.counts, down: this.#down.counts }
  }

  async close(): Promise<void> {
    this.#stopScript()
    this.#up.close()
    this.#down.close()
    const relays = [...this.#tcp.splice(0), ...this.#udp.splice(0)]
    await Promise.all(relays.map((relay) => relay[Symbol.asyncDispose]()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #open(options: RelayOptions): Promise<void> {
    const { listen, target = '127.0.0.1', httpPorts, rtcPorts, announced = listen } = options
    const [up, down] = [this.#up, this.#down]
    const ends = { listen, target, up, down, source: () => this.#source() }
    for (const port of rtcPorts) {
      this.#udp.push(await startUdpRelay({ ...ends, port }))
      this.#tcp.push(await startTcpRelay({ ...ends, port, lane: 'media' }))
    }
    const replace = { text: announced, by: listen }
    for (const port of httpPorts) {
      this.#tcp.push(await startTcpRelay({ ...ends, port, lane: 'http', replace }))
    }
  }

  /** Loopback has addresses enough for each network that a browser may move to. */
  #source(): string {
    const network = this.#moves % 250
    return network === 0 ? this.address : this.address.replace(/^(\d+)\.\d+/, `$1.${network}`)
  }

  #run(profile: Profile): void {
    this.#stopScript()
    this.#stopScript = runScript(profile, {
      apply: ({ up, down }) => {
        this.#up.set(up)
        this.#down.set(down)
      },
      cut: (durationMs) => this.cut(durationMs),
      changeAddress: () => this.changeAddress(),
    })
  }
}

/** Between browsers that use `listen` and the server that listens on the same ports of `target`. */
export function startRelay(options: RelayOptions): Promise<Relay> {
  return Relay.create(options)
}

function asProfile(profile: ProfileName | Conditions): Profile {
  return typeof profile === 'string' ? profileOf(profile) : { kind: 'steady', conditions: profile }
}

function firstConditions(profile: Profile): Conditions {
  if (profile.kind === 'steady') return profile.conditions
  const [first] = profile.steps
  if (!first) throw new Error('A script has at least one step')
  return first.conditions
}
