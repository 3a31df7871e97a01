import { newId, type SfuRequest } from '@visavis/protocol'
import { opusParameters } from './rtp-fixtures.ts'

const transport = newId('transport')
const producer = newId('track')
const consumer = newId('subscription')
const fingerprints = [{ algorithm: 'sha-256' as const, value: '00' }]

/** Every call that names something, naming what does not exist. */
export const UNKNOWN_IDS: readonly SfuRequest[] = [
  { method: 'transport.connect', params: { transport, dtlsParameters: { fingerprints } } },
  { method: 'transport.restart-ice', params: { transport } },
  { method: 'transport.close', params: { transport } },
  {
    method: 'producer.create',
    params: { producer, transport, kind: 'audio', paused: false, rtpParameters: opusParameters() },
  },
  { method: 'producer.pause', params: { producer } },
  { method: 'producer.resume', params: { producer } },
  { method: 'producer.close', params: { producer } },
  { method: 'consumer.create', params: { consumer, transport, producer, rtpCapabilities: {} } },
  { method: 'consumer.pause', params: { consumer } },
  { method: 'consumer.resume', params: { consumer } },
  { method: 'consumer.hold', params: { consumer, isHeld: true } },
  { method: 'consumer.request-key-frame', params: { consumer } },
  { method: 'consumer.prefer', params: { consumer, priority: 1 } },
  { method: 'consumer.close', params: { consumer } },
]
