import { newId, type TrackId, type TransportId } from '@visavis/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { mutated } from '../test/mutate.ts'
import { opusParameters, vp8Parameters } from '../test/rtp-fixtures.ts'
import { startNode } from '../test/start-node.ts'
import type { MediaNode } from './media-node.ts'
import { ROUTER_CAPABILITIES } from './router-codecs.ts'

const RUNS = 400
const REFUSALS = ['media-refused', 'invalid-request', 'not-found', 'id-in-use']
const SHA_256 = Array.from({ length: 32 }, () => 'AB').join(':')

test('SFU-8: no parameters bring a worker down', { timeout: 60_000 }, async () => {
  await using node = await startNode()
  const [worker] = node.stats().workers
  const place = { worker: worker?.id ?? '', scope: 'room', session: 'anchor' }
  const anchor = await makeTrack(node, place)
  await fc.assert(
    fc.asyncProperty(distorted(anchor), async (call) => {
      const transport = newId('transport')
      const params = { ...call.params, transport }
      const [, answer] = await node.send([
        { method: 'transport.create', params: { ...place, transport, session: 'fuzz' } },
        { method: call.method, params },
        { method: 'session.close', params: { session: 'fuzz' } },
      ])
      const code = answer && 'error' in answer ? answer.error.code : 'ok'
      expect(['ok', ...REFUSALS]).toContain(code)
      expect(worker?.process.closed).toBe(false)
    }),
    { numRuns: RUNS },
  )
  expect(node.stats()).toMatchObject({ transports: 1, producers: 1, consumers: 0, sessions: 1 })
})

/** Calls that carry what a browser sent, the transport left to be filled in. */
function distorted(producer: TrackId): fc.Arbitrary<{ method: string; params: object }> {
  const track = () => ({ producer: newId('track'), paused: false })
  const fingerprints = [{ algorithm: 'sha-256', value: SHA_256 }]
  return fc.oneof(
    mutated({ kind: 'audio', rtpParameters: opusParameters({ mid: '0' }) }).map((params) => ({
      method: 'producer.create',
      params: { ...track(), ...params },
    })),
    mutated({ kind: 'video', rtpParameters: vp8Parameters() }).map((params) => ({
      method: 'producer.create',
      params: { ...track(), ...params },
    })),
    mutated({ rtpCapabilities: ROUTER_CAPABILITIES }).map((params) => ({
      method: 'consumer.create',
      params: { consumer: newId('subscription'), producer, ...params },
    })),
    mutated({ dtlsParameters: { role: 'client', fingerprints } }).map((params) => ({
      method: 'transport.connect',
      params,
    })),
  )
}

async function makeTrack(
  node: MediaNode,
  place: { worker: string; scope: string; session: string },
): Promise<TrackId> {
  const transport: TransportId = newId('transport')
  const producer = newId('track')
  await ask(node, 'transport.create', { transport, ...place })
  const rtpParameters = vp8Parameters()
  const call = { producer, transport, kind: 'video', paused: false, rtpParameters } as const
  await ask(node, 'producer.create', call)
  return producer
}
