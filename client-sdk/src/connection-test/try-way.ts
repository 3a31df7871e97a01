import type { types } from 'mediasoup-client'
import { DeviceError } from '../errors.ts'
import { MediaKit } from '../media/media-kit.ts'
import { openSlot } from '../media/open-slot.ts'
import { failed, passed } from './outcomes.ts'
import type { StepOutcome } from './test-report.ts'
import type { TestSession } from './test-session.ts'

/** A way for sound and picture. */
export type Way = 'udp' | 'tcp' | 'turn'

/** A connection that comes up at all does so within a few round trips, by TCP within some more. */
const CONNECT_TIMEOUT_MS = 8_000

/** The browser's media stack, made to fit the server. @throws {DeviceError} `not-supported`. */
export async function loadKit({ opened }: TestSession): Promise<MediaKit> {
  try {
    return await MediaKit.load(opened.rtpCapabilities)
  } catch (cause) {
    throw new DeviceError('not-supported', { cause })
  }
}

export interface WayOptions {
  readonly session: TestSession
  readonly kit: MediaKit
  readonly way: Way
  readonly signal: AbortSignal
}

/** Connects by this way alone. Nothing is sent or received, and nothing left open. */
export async function tryWay({ session, kit, way, signal }: WayOptions): Promise<StepOutcome> {
  const { rtpCapabilities } = kit
  const { transports, slots } = await session.request('media.prepare', { rtpCapabilities })
  const offer = transports.find(({ direction }) => direction === 'receive')
  signal.throwIfAborted()
  if (!offer) return failed('unknown')
  const candidates = offer.iceCandidates.filter(
    ({ protocol }) => way === 'turn' || way === protocol,
  )
  if (candidates.length === 0) return failed('blocked')
  const startedAt = performance.now()
  const only = { ...offer, iceCandidates: candidates }
  const transport =
    way === 'turn'
      ? kit.createTransport(only, session.opened.iceServers, 'relay')
      : kit.createTransport(only, [])
  try {
    transport.on('connect', ({ dtlsParameters }, done) => {
      done()
      session
        .request('transport.connect', { transport: offer.transport, dtlsParameters })
        .catch(() => transport.close())
    })
    const isConnected = connects(transport, signal)
    // Something to negotiate, so that it connects.
    await Promise.race([isConnected, Promise.all(slots.map((slot) => openSlot(transport, slot)))])
    if (!(await isConnected)) return failed('blocked')
    return passed({ type: 'connected', ms: Math.round(performance.now() - startedAt) })
  } finally {
    transport.close()
  }
}

/** Whether the transport is connected in time. */
function connects(transport: types.Transport, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)])
    end.addEventListener('abort', () => resolve(false), { once: true })
    transport.observer.once('close', () => resolve(false))
    transport.on('connectionstatechange', (state) => {
      if (state === 'connected') resolve(true)
      if (state === 'failed') resolve(false)
    })
  })
}
