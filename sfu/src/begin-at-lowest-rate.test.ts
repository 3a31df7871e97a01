import { EventEmitter } from 'node:events'
import type { types } from 'mediasoup'
import { expect, test } from 'vitest'
import { beginAtLowestRate } from './begin-at-lowest-rate.ts'

const FLOWING = { spatialLayer: 0, temporalLayer: 0 }

class FakeConsumer extends EventEmitter {
  readonly asked: (number | undefined)[] = []
  readonly rtpParameters: types.RtpParameters
  readonly type: types.ConsumerType

  constructor(type: types.ConsumerType, mimeType: `video/${string}`, scalabilityMode: string) {
    super()
    this.type = type
    this.rtpParameters = {
      codecs: [{ mimeType, payloadType: 96, clockRate: 90_000 }],
      encodings: [{ ssrc: 1, scalabilityMode }],
    }
  }

  async setPreferredLayers({ temporalLayer }: types.ConsumerLayers): Promise<void> {
    this.asked.push(temporalLayer)
  }
}

test('begins with the lowest rate, has all of them once it flows, and begins anew after a pause', () => {
  const media = new FakeConsumer('svc', 'video/VP8', 'L1T3')
  beginAtLowestRate(media)
  expect(media.asked).toEqual([0])
  for (const layers of [FLOWING, { spatialLayer: 0, temporalLayer: 2 }, undefined, FLOWING]) {
    media.emit('layerschange', layers)
  }
  expect(media.asked).toEqual([0, 2, 0, 2])
})

test.for([
  ['simulcast', 'video/VP8', 'L3T3'],
  ['svc', 'video/VP9', 'L3T3'],
  ['simple', 'video/VP8', 'L1T1'],
  ['svc', 'video/VP8', 'L1T1'],
] as const)('leaves %s %s %s as it is', ([type, mimeType, mode]) => {
  const media = new FakeConsumer(type, mimeType, mode)
  beginAtLowestRate(media)
  media.emit('layerschange', FLOWING)
  expect(media.asked).toEqual([])
})
