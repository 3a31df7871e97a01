import { EMPTY_ROOM, foldRoom, newId, type RoomEvent, type RoomId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enterAs,
  type Guest,
  type InCall,
  requestGuidance,
  sendTransport,
  ticketOf,
} from '../../../test/call.ts'
import { videoParameters } from '../../../test/media-fixtures.ts'
import {
  type Instance,
  type NodeInstance,
  startCluster,
  type TestCluster,
} from '../../../test/start-cluster.ts'
import { ACME } from '../../../test/start-server.ts'

let cluster: TestCluster
let nodes: NodeInstance[]
let signaling: Instance

beforeAll(async () => {
  cluster = await startCluster()
  nodes = await Promise.all([cluster.startNode(), cluster.startNode()])
  signaling = await cluster.start({ VISAVIS_SFU_URL: undefined })
}, 60_000)

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
})

test('SFU-27: who prepared on different nodes receive each other over a pipe', async () => {
  using ada = await enterAs(signaling, { role: 'shopper' })
  using bob = await enterAs(signaling, { role: 'advisor', badge: 'B-8' })
  const { rtpCapabilities } = ada.opening
  const prepared = await ada.client.request('media.prepare', { rtpCapabilities })
  await bob.client.request('media.prepare', { rtpCapabilities })
  expect(await Promise.all(nodes.map(transportsOf))).toEqual([2, 2])
  const entry = await ada.client.request('guidance.request', {})
  await bob.client.request('queue.accept', { ticket: ticketOf(entry) })
  const inCall: InCall = { ...ada, entry: { ...entry, media: prepared } }
  const track = await publish(inCall)
  await bob.client.notified('subscription.offered', ({ subscriptions }) =>
    subscriptions.some((offer) => offer.track === track),
  )
  expect(await Promise.all(nodes.map(pipesOf))).toEqual([1, 1])
  await Promise.all([ada, bob].map(({ client }) => client.request('session.close', {})))
})

test('PLACE-4: a killed node costs media, not calls, and ten who ask at once find one new place', async () => {
  const meeting = await cluster.openRoom(10)
  const guests = await Promise.all(Array.from({ length: 10 }, () => join(meeting)))
  const [first] = guests
  if (!first) throw new Error('nobody came')
  expect(placements(await eventsOf(first))).toHaveLength(1)
  const doomed = await nodeOf(first)
  const killedAt = performance.now()
  await doomed.kill()
  await Promise.all(guests.map(({ client }) => client.notified('media.lost')))
  const offers = await Promise.all(guests.map(reopen))
  expect(performance.now() - killedAt).toBeLessThan(5_000)
  expect(offers.map(({ transports }) => transports.length)).toEqual(guests.map(() => 2))
  expect(placements(await eventsOf(first))).toHaveLength(2)
  for (const guest of guests) guest[Symbol.dispose]()
  const fresh = await cluster.startNode()
  nodes = [...nodes.filter((node) => node !== doomed), fresh]
  await expect.poll(async () => figure(await metricsOf(fresh), 'visavis_sfu_links')).toBe(1)
})

test('PLACE-6: a node that is cut off keeps its calls, new ones go elsewhere, and it comes back', async () => {
  using before = await requestGuidance(signaling)
  const away = await nodeOf(before)
  const kept = await transportsOf(away)
  away.relay.sever()
  for (let round = 0; round < 3; round++) {
    using during = await requestGuidance(signaling)
    expect(during.entry.media?.transports).toHaveLength(2)
    await during.client.request('session.close', {})
  }
  expect(before.client.all('media.lost')).toEqual([])
  expect(await transportsOf(away)).toBe(kept)
  away.relay.mend()
  const transport = sendTransport(before.entry)
  await expect
    .poll(
      () => before.client.refusal(before.client.request('transport.restart-ice', { transport })),
      { timeout: 8_000 },
    )
    .toBe('accepted')
}, 30_000)

test('PLACE-7 MED-15 WS-11: a node told to stop gives its calls to another and ends, whatever version clients speak', async () => {
  using shopper = await requestGuidance(signaling)
  using advisor = await acceptInVersion(1, shopper)
  const left = await publish(shopper)
  await advisor.client.notified('subscription.offered')
  const leaving = await nodeOf(shopper)
  const before = await placementOf(shopper)
  const stopped = leaving.stop()
  await advisor.client.notified('media.lost')
  expect((await reopen(advisor)).transports).toHaveLength(2)
  await shopper.client.notified('media.moving')
  const media = await reopen(shopper)
  expect(media.transports).toHaveLength(2)
  expect(tracksOf(await eventsOf(shopper))).toEqual([left])
  const next = await publish({ ...shopper, entry: { ...shopper.entry, media } })
  const [published, gone] = (await eventsOf(shopper)).slice(-2)
  expect(published).toMatchObject({ type: 'track-published', body: { track: next } })
  expect(gone).toMatchObject({ type: 'track-unpublished', body: { track: left } })
  await advisor.client.notified('subscription.offered', ({ subscriptions }) =>
    subscriptions.some((offer) => offer.track === next),
  )
  expect(shopper.client.all('media.lost')).toEqual([])
  expect(advisor.client.all('media.moving')).toEqual([])
  await stopped
  expect(foldRoom(EMPTY_ROOM, await eventsOf(shopper)).ended).toBeNull()
  expect((await placementOf(shopper)).node).not.toBe(before.node)
  await advisor.client.request('message.post', { message: newId('message'), text: 'still here' })
}, 40_000)

async function publish({ client, entry, opening }: InCall) {
  const { track } = await client.request('track.publish', {
    transport: sendTransport(entry),
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(opening.rtpCapabilities),
  })
  return track
}

/** With a client that was not upgraded yet. */
async function acceptInVersion(protocol: number, shopper: InCall): Promise<InCall> {
  const identity = `advisor-${protocol}`
  const client = await signaling.socket()
  const request = { identity, role: 'advisor', badge: 'B-7', name: 'Mina' } as const
  const token = await signaling.tokens.issue(ACME, request)
  const opening = await client.open(token, undefined, protocol)
  const { rtpCapabilities } = opening
  const ticket = ticketOf(shopper.entry)
  const entry = await client.request('queue.accept', { ticket, rtpCapabilities })
  return { client, opening, identity, entry, [Symbol.dispose]: () => client.cut() }
}

function tracksOf(events: readonly RoomEvent[]): string[] {
  return Object.keys(foldRoom(EMPTY_ROOM, events).tracks)
}

function eventsOf({ entry }: InCall): Promise<readonly RoomEvent[]> {
  return cluster.log.read({ tenant: ACME, room: entry.room, after: 0 })
}

function placements(events: readonly RoomEvent[]): RoomEvent[] {
  return events.filter(({ type }) => type === 'media-placed')
}

function reopen({ client, opening: { rtpCapabilities } }: Guest) {
  return client.request('media.open', { rtpCapabilities })
}

async function join(room: RoomId): Promise<InCall> {
  const guest = await enterAs(signaling, { role: 'advisor', badge: 'B-7' })
  const { rtpCapabilities } = guest.opening
  const entry = await guest.client.request('room.join', { room, rtpCapabilities })
  return { ...guest, entry }
}

async function placementOf(guest: InCall) {
  const { placement } = foldRoom(EMPTY_ROOM, await eventsOf(guest))
  if (!placement) throw new Error('the room has no place')
  return placement
}

/** Where the room of somebody is. Nodes name themselves at random. */
async function nodeOf(guest: InCall): Promise<NodeInstance> {
  const { node: name } = await placementOf(guest)
  for (const node of nodes) {
    if ((await metricsOf(node)).includes(`node="${name}"`)) return node
  }
  throw new Error(`there is no node ${name}`)
}

async function pipesOf(node: NodeInstance): Promise<number> {
  return figure(await metricsOf(node), 'visavis_sfu_pipes')
}

async function transportsOf(node: NodeInstance): Promise<number> {
  return figure(await metricsOf(node), 'visavis_sfu_transports')
}

async function metricsOf({ url }: NodeInstance): Promise<string> {
  return (await fetch(`${url.replace('ws', 'http')}/metrics`)).text()
}

function figure(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
}
