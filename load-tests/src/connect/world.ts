import { availableParallelism } from 'node:os'
import { launchBrowser, type TestBrowser } from '../browser/index.ts'
import { type DemoProcess, startDemoProcess } from '../demo/index.ts'
import { freePorts, type Relay, startRelay } from '../network/index.ts'

/** One person: a browser, and a network of its own to the server. */
export interface Side {
  readonly browser: TestBrowser
  readonly relay: Relay
  /** Where this person's browser finds the server. */
  readonly origin: string
}

/** The product between two people who have a network each. */
export interface World extends AsyncDisposable {
  readonly demo: DemoProcess
  readonly shopper: Side
  readonly advisor: Side
}

const SERVER = '127.0.0.1'
const SHOPPER = '127.0.0.2'
const ADVISOR = '127.0.0.3'

export interface WorldOptions {
  /** Default: one for each core. */
  readonly workers?: number
  /** Of both browsers. */
  readonly flags?: readonly string[]
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { workers = availableParallelism(), flags = [] } = options
  await using undo = new AsyncDisposableStack()
  const rtcPorts = await freePorts(workers, [SERVER, SHOPPER, ADVISOR])
  const demo = undo.use(
    await startDemoProcess({
      env: {
        VISAVIS_ANNOUNCED_ADDRESS: SHOPPER,
        VISAVIS_RTC_PORT: String(rtcPorts[0]),
        VISAVIS_WORKERS: String(workers),
        VISAVIS_LOG_LEVEL: 'warn',
      },
    }),
  )
  const port = Number(new URL(demo.origin).port)
  const openSide = async (listen: string): Promise<Side> => {
    const ports = { httpPorts: [port], rtcPorts }
    const relay = undo.use(await startRelay({ listen, announced: SHOPPER, ...ports }))
    const browser = undo.use(await launchBrowser({ flags }))
    return { relay, browser, origin: `http://${listen}:${port}` }
  }
  const shopper = await openSide(SHOPPER)
  const advisor = await openSide(ADVISOR)
  const owned = undo.move()
  return { demo, shopper, advisor, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Nothing but distance. */
export function setRoundTrip({ relay }: Side, roundTripMs: number): void {
  const delayMs = roundTripMs / 2
  relay.set('clear')
  relay.set({ up: { delayMs }, down: { delayMs } })
}

export function setClear(...sides: readonly Side[]): void {
  for (const { relay } of sides) relay.set('clear')
}
