import { type Method, newId, VisavisError } from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler'
import { expect, test } from 'vitest'
import {
  fakeMediaKit,
  fakeTrack,
  subscriptionOffer,
  transportOffer,
} from '../../test/fake-media.ts'
import { ConnectTiming } from '../connect-timing.ts'
import type { Request } from '../connection/request.ts'
import { ConnectError } from '../errors.ts'
import { SILENT } from '../logger.ts'
import type { MediaState } from '../room/room-events.ts'
import { NO_ROOM } from './media-events.ts'
import { RoomMedia } from './room-media.ts'

const offer = () => ({
  transports: [transportOffer('send'), transportOffer('receive')],
  slots: [],
  subscriptions: [],
})

/** A room's media whose server answers with `answers`, then with what is usual. */
async function open(answers: Partial<Record<Method, () => object>> = {}) {
  const kit = await fakeMediaKit()
  const made: types.Transport[] = []
  const create = kit.createTransport.bind(kit)
  kit.createTransport = (...options) => {
    const transport = create(...options)
    made.push(transport)
    return transport
  }
  const usual: Partial<Record<Method, () => object>> = {
    'media.open': offer,
    'track.publish': () => ({ track: newId('track') }),
    'transport.restart-ice': () => ({ iceParameters: transportOffer('send').iceParameters }),
  }
  const asked: Method[] = []
  const states: MediaState[] = []
  const media = new RoomMedia({
    request: (async (method: Method) => {
      asked.push(method)
      return (answers[method] ?? usual[method])?.() ?? {}
    }) as unknown as Request,
    kit: async () => kit,
    iceServers: () => [],
    timing: new ConnectTiming(),
    logger: SILENT,
    recovery: async () => null,
    onDoubt: () => {},
  })
  media.bind({ ...NO_ROOM, onState: (state) => states.push(state) })
  await media.open(offer())
  return { media, made, asked, states }
}

/** As the network would. */
function setState(transport: types.Transport | undefined, state: types.ConnectionState): void {
  if (!(transport?.handler instanceof FakeHandler)) throw new Error('not a fake transport')
  transport.handler.setConnectionState(state)
}

test('MED-3: connecting does not wait for the server', async () => {
  const { media, asked } = await open({ 'transport.connect': () => new Promise(() => {}) })
  await media.publish('microphone', fakeTrack('audio'))
  expect(asked).toEqual(['transport.connect', 'track.publish'])
})

test('connecting is asked for until it is answered, or the transport is gone', async () => {
  const answers: (() => void)[] = []
  const { media, asked } = await open({
    'transport.connect': () =>
      new Promise((_resolve, reject) => {
        answers.push(() => reject(new ConnectError('timeout')))
      }),
  })
  const connects = () => asked.filter((method) => method === 'transport.connect')
  await media.publish('microphone', fakeTrack('audio'))
  answers[0]?.()
  await expect.poll(connects).toHaveLength(2)
  media.close()
  answers[1]?.()
  await new Promise((resolve) => setTimeout(resolve))
  expect(connects()).toHaveLength(2)
})

test('a transport that failed is restarted in place', async () => {
  const { made, asked, states } = await open()
  const [send] = made
  setState(send, 'connected')
  setState(send, 'failed')
  await expect.poll(() => asked).toEqual(['transport.restart-ice'])
  setState(send, 'connected')
  expect(states).toEqual(['connected', 'reconnecting', 'connected'])
  expect(made).toHaveLength(2)
})

test('where a restart is refused, everything is built anew and published again', async () => {
  const { media, made, asked } = await open({
    'transport.restart-ice': () => {
      throw new VisavisError('not-found')
    },
  })
  await media.publish('microphone', fakeTrack('audio'))
  setState(made[0], 'failed')
  await expect.poll(() => made).toHaveLength(4)
  await expect.poll(() => asked.filter((method) => method === 'track.publish')).toHaveLength(2)
  expect(made.slice(0, 2).map(({ closed }) => closed)).toEqual([true, true])
  expect(media.localTracks.get('microphone')?.muted).toBe(false)
})

test('a server without a worker is asked again until it has one', async () => {
  let refusals = 2
  const { media, asked, states } = await open({
    'media.open': () => {
      refusals -= 1
      if (refusals >= 0) throw new VisavisError('media-unavailable')
      return offer()
    },
  })
  await Promise.all([media.rebuild(), media.rebuild()])
  expect(asked).toEqual(['media.open', 'media.open', 'media.open'])
  expect(states).toEqual(['reconnecting', 'idle'])
})

test('who may neither send nor receive is in a room of text, and asks once', async () => {
  const { media, asked } = await open({
    'media.open': () => {
      throw new VisavisError('forbidden')
    },
  })
  await media.rebuild()
  expect(asked).toEqual(['media.open'])
})

test('closing closes the transports and stops what was sent', async () => {
  const { media, made } = await open()
  const track = fakeTrack('video')
  await media.publish('camera', track)
  media.close()
  media.close()
  expect(made.every(({ closed }) => closed)).toBe(true)
  expect(track.readyState).toBe('ended')
})

test('MED-13: what the server may not have heard of a picture is told when the socket is back', async () => {
  let refusals = 1
  const { media, made, asked } = await open({
    'subscription.prefer': () => {
      refusals -= 1
      if (refusals >= 0) throw new VisavisError('shutting-down')
      return {}
    },
  })
  const [, receive] = made
  if (!receive) throw new Error('no transport')
  const seen = subscriptionOffer(receive, 'video')
  media.offer([seen])
  await expect.poll(() => media.remoteTracks.size).toBe(1)
  const told = () => asked.filter((method) => method === 'subscription.prefer')
  media.prefer(seen.track, 'hidden')
  await expect.poll(told).toHaveLength(1)
  await media.check()
  await expect.poll(told).toHaveLength(2)
})
