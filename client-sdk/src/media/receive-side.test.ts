import { type SubscriptionId, VisavisError } from '@visavis/protocol/browser'
import { expect, test, vi } from 'vitest'
import { fakeMediaKit, fakeTransport, subscriptionOffer } from '../../test/fake-media.ts'
import { ConnectTiming } from '../connect-timing.ts'
import type { Request } from '../connection/request.ts'
import { SILENT } from '../logger.ts'
import type { RemoteTrack } from '../tracks.ts'
import { ReceiveSide } from './receive-side.ts'

/** With subscriptions that the server no longer knows. */
async function open(gone: SubscriptionId[] = []) {
  const kit = await fakeMediaKit()
  const transport = fakeTransport(kit, 'receive')
  const resumed: SubscriptionId[][] = []
  const added: RemoteTrack[] = []
  const removed: RemoteTrack[] = []
  const request = (async (_method: string, params: { subscriptions: SubscriptionId[] }) => {
    resumed.push(params.subscriptions)
    if (gone.some((id) => params.subscriptions.includes(id))) throw new VisavisError('not-found')
    return {}
  }) as unknown as Request
  const side = new ReceiveSide({
    request,
    logger: SILENT,
    timing: new ConnectTiming(),
    isMuted: () => false,
    onTrack: (track) => added.push(track),
    onTrackRemoved: (track) => removed.push(track),
  })
  const offers = [subscriptionOffer(transport, 'video'), subscriptionOffer(transport, 'audio')]
  const ids = offers.map(({ subscription }) => subscription)
  return { kit, transport, side, offers, ids, resumed, added, removed }
}

test('MED-2: all offers are applied, then started with one request', async () => {
  const { side, transport, offers, ids, resumed, added } = await open()
  side.attach(transport, { slots: [], subscriptions: offers })
  await vi.waitFor(() => expect(resumed).toEqual([ids]))
  expect(added.map(({ source }) => source).toSorted()).toEqual(['camera', 'microphone'])
  expect([...side.tracks.keys()].toSorted()).toEqual(offers.map(({ track }) => track).toSorted())
})

test('ROOM-7: one subscription that has gone keeps none of the others from starting', async () => {
  const gone: SubscriptionId[] = []
  const { side, transport, offers, ids, resumed } = await open(gone)
  gone.push(...ids.slice(0, 1))
  side.attach(transport, { slots: [], subscriptions: offers })
  await vi.waitFor(() => expect(resumed).toEqual([ids, ...ids.map((id) => [id])]))
})

test('an offer that overtakes its transport waits for it', async () => {
  const { side, transport, offers, ids, resumed } = await open()
  side.offer(offers)
  expect(resumed).toEqual([])
  side.attach(transport, { slots: [], subscriptions: [] })
  await vi.waitFor(() => expect(resumed).toEqual([ids]))
})

test('offers shortly after one another are negotiated together', async () => {
  const { side, transport, offers, ids, resumed } = await open()
  side.attach(transport, { slots: [], subscriptions: [] })
  for (const offer of offers) side.offer([offer])
  await vi.waitFor(() => expect(resumed).toEqual([ids]))
})

test('a repeated offer is applied once and started again', async () => {
  const { side, transport, offers, ids, resumed, added } = await open()
  side.attach(transport, { slots: [], subscriptions: offers })
  side.offer(offers)
  await vi.waitFor(() => expect(resumed).toEqual([ids]))
  side.offer(offers)
  await vi.waitFor(() => expect(resumed).toEqual([ids, ids]))
  expect(added).toHaveLength(2)
})

test('an offer withdrawn while it is applied is neither started nor shown', async () => {
  const { side, transport, offers, ids, resumed, added } = await open()
  side.attach(transport, { slots: [], subscriptions: offers })
  side.withdraw(ids.slice(0, 1))
  await vi.waitFor(() => expect(resumed).toEqual([ids.slice(1)]))
  expect(added.map(({ source }) => source)).toEqual(['microphone'])
})

test('an offer that this browser cannot apply does not keep the others from flowing', async () => {
  const { side, transport, offers, ids, resumed } = await open()
  const [video, audio] = offers
  if (!video || !audio) throw new Error('no offers')
  const odd = { ...video, rtpParameters: { codecs: [] } } as unknown as typeof video
  side.attach(transport, { slots: [], subscriptions: [odd, audio] })
  await vi.waitFor(() => expect(resumed).toEqual([ids.slice(1)]))
})

test('a new transport replaces tracks, and ends those that are not offered again', async () => {
  const { kit, side, transport, offers, resumed, added, removed } = await open()
  side.attach(transport, { slots: [], subscriptions: offers })
  await vi.waitFor(() => expect(resumed).toHaveLength(1))
  const next = fakeTransport(kit, 'receive')
  const again = { ...subscriptionOffer(next, 'video'), track: offers[0]?.track ?? ('' as never) }
  side.attach(next, { slots: [], subscriptions: [again] })
  await vi.waitFor(() => expect(resumed).toHaveLength(2))
  expect(removed.map(({ source }) => source).toSorted()).toEqual(['camera', 'microphone'])
  expect(added).toHaveLength(3)
  expect(side.tracks.get(again.track)?.track).toBe(added[2]?.track)
})

test('MED-15: moving, a track is where it was until it flows elsewhere', async () => {
  const { kit, side, transport, offers, resumed, added, removed } = await open()
  side.attach(transport, { slots: [], subscriptions: offers })
  await vi.waitFor(() => expect(resumed).toHaveLength(1))
  const before = new Map(side.tracks)
  const next = fakeTransport(kit, 'receive')
  const again = (['video', 'audio'] as const).map((kind, index) => ({
    ...subscriptionOffer(next, kind),
    track: offers[index]?.track ?? ('' as never),
  }))
  const moved = side.move(next, { slots: [], subscriptions: again })
  expect(new Map(side.tracks)).toEqual(before)
  expect(removed).toEqual([])
  await moved
  expect(added).toHaveLength(4)
  for (const [id, { track }] of side.tracks) expect(track).not.toBe(before.get(id)?.track)
  await vi.waitFor(() => expect(resumed.at(-1)).toHaveLength(2))
})

test('closing ends every track', async () => {
  const { side, transport, offers, resumed, removed } = await open()
  side.attach(transport, { slots: [], subscriptions: offers })
  await vi.waitFor(() => expect(resumed).toHaveLength(1))
  side.close()
  expect(removed).toHaveLength(2)
  expect(removed.map(({ track }) => track.readyState)).toEqual(['ended', 'ended'])
})
