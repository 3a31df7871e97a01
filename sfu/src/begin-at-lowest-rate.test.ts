import { EventEmitter } from 'node:events'
import type { types } from 'mediasoup'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { beginAtLowestRate } from './begin-at-lowest-rate.ts'
import type { NodeConsumer } from './node-state.ts'
import { preferLayers } from './preferred-layers.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

class FakeMedia extends EventEmitter {
  readonly asked: types.ConsumerLayers[] = []
  readonly observer = new EventEmitter()
  currentLayers: types.ConsumerLayers | undefined
  readonly rtpParameters: Pick<types.RtpParameters, 'encodings'>
  readonly type: types.ConsumerType

  constructor(type: types.ConsumerType, scalabilityMode: string) {
    super()
    this.type = type
    this.rtpParameters = { encodings: [{ ssrc: 1, scalabilityMode }] }
  }

  async setPreferredLayers(layers: types.ConsumerLayers): Promise<void> {
    this.asked.push(layers)
  }

  flow(temporalLayer: number | undefined): void {
    this.currentLayers =
      temporalLayer === undefined ? undefined : { spatialLayer: 0, temporalLayer }
    this.emit('layerschange', this.currentLayers)
  }

  /** The rates that were asked for since the last look. */
  rates(): (number | undefined)[] {
    return this.asked.splice(0).map(({ temporalLayer }) => temporalLayer)
  }
}

test('begins with the lowest rate, and asks for all of them until they flow', () => {
  const { media } = begin('simulcast', 'L3T3')
  vi.advanceTimersByTime(5_000)
  expect(media.rates()).toEqual([0])
  media.flow(0)
  vi.advanceTimersByTime(200)
  expect(media.rates()).toEqual([1, 2])
  vi.advanceTimersByTime(200)
  expect(media.rates()).toEqual([1, 2])
  media.flow(2)
  vi.advanceTimersByTime(5_000)
  expect(media.rates()).toEqual([])
})

test('stops asking after a second', () => {
  const { media } = begin('simulcast', 'L3T2')
  media.flow(0)
  vi.advanceTimersByTime(60_000)
  expect(media.rates()).toEqual([0, ...Array(5).fill([0, 1]).flat()])
})

test('begins anew after a pause, and when it had no room', () => {
  const { media } = begin('svc', 'L1T3')
  media.flow(0)
  vi.advanceTimersByTime(200)
  media.flow(undefined)
  vi.advanceTimersByTime(5_000)
  expect(media.rates()).toEqual([0, 1, 2, 0])
  media.flow(0)
  vi.advanceTimersByTime(200)
  expect(media.rates()).toEqual([1, 2])
})

test('keeps its rate when another size is asked for, and its size when the rate rises', () => {
  const { media, consumer } = begin('simulcast', 'L3T3')
  media.flow(0)
  consumer.layer = 1
  void preferLayers(consumer)
  vi.advanceTimersByTime(200)
  expect(media.asked.map(({ spatialLayer }) => spatialLayer)).toEqual([2, 1, 1, 1])
  expect(media.rates()).toEqual([0, 0, 1, 2])
})

test('asks for nothing more when it is closed', () => {
  const { media } = begin('simulcast', 'L3T3')
  media.flow(0)
  media.observer.emit('close')
  vi.advanceTimersByTime(5_000)
  expect(media.rates()).toEqual([0])
})

test.for([
  ['simple', 'L1T1'],
  ['svc', 'L1T1'],
  ['simulcast', 'L3T1'],
] as const)('leaves %s %s as it is', ([type, mode]) => {
  const { media } = begin(type, mode)
  media.flow(0)
  vi.advanceTimersByTime(5_000)
  expect(media.asked).toEqual([])
})

function begin(type: types.ConsumerType, mode: string) {
  const media = new FakeMedia(type, mode)
  const consumer = { media: media as unknown, layer: undefined, rate: 0 } as NodeConsumer
  beginAtLowestRate(consumer)
  return { media, consumer }
}
