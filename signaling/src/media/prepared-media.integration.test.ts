import { EMPTY_ROOM, foldRoom, type SfuLink, type TransportId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAs, type Guest, requestGuidance, startCall, ticketOf } from '../../test/call.ts'
import { audioParameters, videoParameters } from '../../test/media-fixtures.ts'
import { type Backend, startBackend, startServer } from '../../test/start-server.ts'
import { refusal } from './cluster/answers.ts'

let backend: Backend

beforeAll(async () => {
  backend = await startBackend({ workers: 2 })
})

afterAll(async () => {
  await backend[Symbol.asyncDispose]()
})

test('MED-12 what was prepared carries the call, and the advisor is heard from the first moment', async () => {
  await using server = await startServer({ backend })
  using advisor = await enterAs(server, { role: 'advisor' })
  const announce = await prepareTracks(advisor)
  using visitor = await enterAs(server, { role: 'shopper' })
  const { transports, slots } = await prepare(visitor)
  expect(transports.map(({ direction }) => direction)).toEqual(['send', 'receive'])
  expect(slots.map(({ kind }) => kind)).toEqual(['audio', 'video'])

  const entry = await visitor.client.request('guidance.request', {})
  expect(entry.media).toEqual({ transports: [], slots: [], subscriptions: [], prepared: true })
  const accepted = await advisor.client.request('queue.accept', {
    ticket: ticketOf(entry),
    announce,
  })
  expect(accepted.media).toMatchObject({ prepared: true })
  const { subscriptions } = await visitor.client.notified('subscription.offered')
  expect(subscriptions.map(({ slot }) => slot).sort()).toEqual(slots.map(({ slot }) => slot).sort())
  const { tracks } = foldRoom(EMPTY_ROOM, accepted.events)
  expect(Object.keys(tracks).sort()).toEqual(announce.map(({ track }) => track).sort())
})

test('MED-12 a track that is announced later is offered then, in the slot', async () => {
  await using server = await startServer({ backend })
  using visitor = await enterAs(server, { role: 'shopper' })
  const [camera] = await prepareTracks(visitor)
  const entry = await visitor.client.request('guidance.request', {})
  using advisor = await enterAs(server, { role: 'advisor' })
  const { slots } = await prepare(advisor)
  await advisor.client.request('queue.accept', { ticket: ticketOf(entry) })
  if (!camera) throw new Error('no camera was prepared')
  await visitor.client.request('track.announce', { tracks: [camera] })
  const { subscriptions } = await advisor.client.notified('subscription.offered')
  const slot = slots.find(({ kind }) => kind === 'video')?.slot
  expect(subscriptions).toMatchObject([{ track: camera.track, slot }])
  const again = visitor.client.request('track.announce', { tracks: [camera] })
  expect(await visitor.client.refusal(again)).toBe('not-found')
})

test('MED-12 one address may prepare so many calls, and the next visitor calls without', async () => {
  await using server = await startServer({ backend })
  using stack = new DisposableStack()
  for (let count = 0; count < 50; count += 1) {
    // A socket that is gone leaves what was prepared behind, for a resume.
    using visitor = await enterAs(server, { role: 'shopper' })
    await prepare(visitor)
  }
  const next = stack.use(await enterAs(server, { role: 'shopper' }))
  const { rtpCapabilities } = next.opening
  const refused = next.client.request('media.prepare', { rtpCapabilities })
  expect(await next.client.refusal(refused)).toBe('too-many-prepared')
  const advisor = stack.use(await enterAs(server, { role: 'advisor' }))
  expect((await prepare(advisor)).transports).toHaveLength(2)
  const entry = await next.client.request('guidance.request', { rtpCapabilities })
  expect(entry.media?.transports).toHaveLength(2)
})

test('MED-12 what was prepared goes with its session, and with its worker, which is told', async () => {
  await using server = await startServer({ backend })
  const before = server.calls.counts().transports
  using visitor = await enterAs(server, { role: 'shopper' })
  await prepare(visitor)
  expect(server.calls.counts().transports).toBe(before + 2)
  await visitor.client.request('session.close', {})
  expect(server.calls.counts().transports).toBe(before)

  using other = await enterAs(server, { role: 'shopper' })
  await prepare(other)
  for (const worker of server.media.stats().workers) process.kill(worker.process.pid, 'SIGKILL')
  await other.client.notified('media.lost', ({ reason }) => reason === 'worker-died')
  expect((await prepare(other)).transports).toHaveLength(2)
})

test('MED-10 MED-12 who enters when the media node is just gone is in the room, and sends anew', async () => {
  await using server = await startServer({ backend, link: withoutPlaces(backend.media) })
  using advisor = await enterAs(server, { role: 'advisor' })
  const announce = await prepareTracks(advisor)
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  const entry = await advisor.client.request('queue.accept', { ticket, announce })
  expect(entry.media).toBeUndefined()
  const { participants, tracks } = foldRoom(EMPTY_ROOM, entry.events)
  expect(participants[entry.participant]?.presence).toBe('connected')
  expect(tracks).toEqual({})
  const { rtpCapabilities } = advisor.opening
  const { transports } = await advisor.client.request('media.open', { rtpCapabilities })
  expect(transports).toHaveLength(2)
})

test('MED-12 SES-7 who takes a call over on prepared media is seen and heard', async () => {
  await using server = await startServer({ backend })
  using call = await startCall(server)
  const { shopper, advisor } = call
  using desk = await enterAs(server, { role: 'advisor', identity: advisor.identity })
  const announce = await prepareTracks(desk)
  const { room } = advisor.entry
  const entry = await desk.client.request('room.join', { room, takeOver: true, announce })
  expect(entry.media).toMatchObject({ prepared: true })
  const { tracks } = foldRoom(EMPTY_ROOM, entry.events)
  expect(Object.keys(tracks).sort()).toEqual(announce.map(({ track }) => track).sort())
  const offered = await shopper.client.until(() => {
    const all = shopper.client.all('subscription.offered').flatMap((params) => params.subscriptions)
    return all.length >= announce.length && all
  })
  expect(offered.map(({ track }) => track).sort()).toEqual(Object.keys(tracks).sort())
})

test('MED-12 nothing is prepared in a room', async () => {
  await using server = await startServer({ backend })
  using shopper = await requestGuidance(server)
  const { rtpCapabilities } = shopper.opening
  const refused = shopper.client.request('media.prepare', { rtpCapabilities })
  expect(await shopper.client.refusal(refused)).toBe('already-in-room')
})

/** A media node that dies between preparing and the call. */
function withoutPlaces(node: SfuLink): SfuLink {
  const dispose = () => Promise.resolve()
  return {
    async send(requests) {
      const answers = await node.send(requests)
      return answers.map((answer, index) =>
        requests[index]?.method === 'transport.place' ? refusal('media-unavailable') : answer,
      )
    },
    onNotice: (listener) => node.onNotice(listener),
    close: dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

function prepare({ client, opening }: Guest) {
  return client.request('media.prepare', { rtpCapabilities: opening.rtpCapabilities })
}

async function prepareTracks(guest: Guest) {
  const { transports } = await prepare(guest)
  const transport = transports[0]?.transport as TransportId
  const { client, opening } = guest
  const video = videoParameters(opening.rtpCapabilities)
  const audio = audioParameters(opening.rtpCapabilities)
  return [
    await client.request('track.prepare', {
      transport,
      source: 'camera',
      kind: 'video',
      rtpParameters: video,
    }),
    await client.request('track.prepare', {
      transport,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audio,
    }),
  ]
}
