import type { RtpCapabilities, SlotOffer, TransportOffer } from '@visavis/protocol/browser'
import type { Device, types } from 'mediasoup-client'
import { DeviceError } from '../errors.ts'
import { failed, passed } from './outcomes.ts'
import type { StepOutcome } from './test-report.ts'
import type { TestSession } from './test-session.ts'

/** A way for sound and picture. */
export type Way = 'udp' | 'tcp' | 'turn'

/** A connection that comes up at all does so within a few round trips, by TCP within some more. */
const CONNECT_TIMEOUT_MS = 8_000

/** The browser's media stack, made to fit the server. @throws {DeviceError} `not-supported`. */
export async function loadDevice({ opened }: TestSession): Promise<Device> {
  try {
    const { Device } = await import('mediasoup-client')
    const device = await Device.factory()
    const { rtpCapabilities } = opened
    await device.load({ routerRtpCapabilities: rtpCapabilities as types.RtpCapabilities })
    return device
  } catch (cause) {
    throw new DeviceError('not-supported', { cause })
  }
}

export interface WayOptions {
  readonly session: TestSession
  readonly device: Device
  readonly way: Way
  readonly signal: AbortSignal
}

/** Connects by this way alone. Nothing is sent or received, and nothing left open. */
export async function tryWay({ session, device, way, signal }: WayOptions): Promise<StepOutcome> {
  // The library leaves codec parameters open; the protocol allows texts and numbers, which is what they are.
  const rtpCapabilities = device.recvRtpCapabilities as RtpCapabilities
  const { transports, slots } = await session.request('media.prepare', { rtpCapabilities })
  const offer = transports.find(({ direction }) => direction === 'receive')
  signal.throwIfAborted()
  if (!offer) return failed('unknown')
  const candidates = offer.iceCandidates.filter(
    ({ protocol }) => way === 'turn' || way === protocol,
  )
  if (candidates.length === 0) return failed('blocked')
  const startedAt = performance.now()
  const transport = device.createRecvTransport(optionsOf(offer, candidates, session, way))
  try {
    transport.on('connect', ({ dtlsParameters }, done) => {
      done()
      session
        .request('transport.connect', { transport: offer.transport, dtlsParameters })
        .catch(() => transport.close())
    })
    const isConnected = connects(transport, signal)
    await Promise.race([isConnected, Promise.all(slots.map((slot) => open(transport, slot)))])
    if (!(await isConnected)) return failed('blocked')
    return passed({ type: 'connected', ms: Math.round(performance.now() - startedAt) })
  } finally {
    transport.close()
  }
}

function optionsOf(
  { transport: id, iceParameters, dtlsParameters }: TransportOffer,
  iceCandidates: TransportOffer['iceCandidates'],
  { opened }: TestSession,
  way: Way,
): types.TransportOptions {
  return {
    id,
    iceParameters,
    dtlsParameters,
    iceCandidates,
    ...(way === 'turn' && { iceServers: opened.iceServers, iceTransportPolicy: 'relay' }),
  } as types.TransportOptions
}

/** Something to negotiate, so that the transport connects. */
function open(transport: types.Transport, { slot, kind, rtpParameters }: SlotOffer) {
  return transport.consume({
    id: slot,
    producerId: slot,
    kind,
    rtpParameters: { ...(rtpParameters as types.RtpParameters), encodings: [{}] },
    streamId: 'test',
  })
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
