import underPressure from '@fastify/under-pressure'
import { VisavisError } from '@visavis/protocol'
import type { App } from './app.ts'

/** An event loop this late answers nobody in time: new requests are turned away first. */
const MAX_EVENT_LOOP_DELAY_MS = 2_000
/** Starting blocks the event loop itself; the first measurements say nothing about load. */
const WARM_UP_MS = 5_000

export interface LoadShedder {
  /** Whether the process cannot keep up. */
  isOverloaded(): boolean
}

/** Turns requests away while the process cannot keep up. */
export async function shedLoad(app: App): Promise<LoadShedder> {
  let warmAt = Number.POSITIVE_INFINITY
  const isWarm = () => performance.now() >= warmAt
  app.addHook('onListen', async () => {
    warmAt = performance.now() + WARM_UP_MS
  })
  await app.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    async pressureHandler() {
      if (!isWarm()) return
      throw new VisavisError('rate-limited', { detail: 'The server is overloaded.' })
    },
  })
  return { isOverloaded: () => isWarm() && app.isUnderPressure() }
}
