import { EMPTY_ROOM, foldRoom } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InCall, requestGuidance, sendTransport, startCall } from '../../test/call.ts'
import { videoParameters } from '../../test/media-fixtures.ts'
import {
  ACME,
  type Backend,
  startBackend,
  startServer,
  type TestServer,
} from '../../test/start-server.ts'

let backend: Backend

beforeAll(async () => {
  backend = await startBackend({ workers: 2 })
})

afterAll(async () => {
  await backend[Symbol.asyncDispose]()
})

test('rooms go to the worker with the fewest transports', async () => {
  await using server = await startServer({ backend })
  const calls = await Promise.all([1, 2, 3, 4].map(() => requestGuidance(server)))
  const workers = calls.map(({ entry }) => foldRoom(EMPTY_ROOM, entry.events).placement?.worker)
  expect(new Set(workers).size).toBe(2)
  expect(workers.filter((worker) => worker === workers[0])).toHaveLength(2)
  for (const call of calls) call[Symbol.dispose]()
})

test('MED-7 a killed worker takes the media, not the call', async () => {
  await using server = await startServer({ backend })
  using call = await startCall(server)
  const { shopper, advisor } = call
  const track = await publish(shopper)
  await advisor.client.notified('subscription.offered')
  for (const worker of server.media.stats().workers) process.kill(worker.process.pid, 'SIGKILL')

  await Promise.all([shopper, advisor].map(({ client }) => client.notified('media.lost')))
  const offers = await Promise.all([shopper, advisor].map(reopen))
  expect(offers.map(({ transports }) => transports.length)).toEqual([2, 2])
  const state = foldRoom(EMPTY_ROOM, await eventsOf(server, shopper))
  expect(state.tracks[track]).toBeUndefined()
  expect(state.ended).toBeNull()
  const placements = (await eventsOf(server, shopper)).filter(({ type }) => type === 'media-placed')
  expect(placements.length).toBeGreaterThan(1)

  const [media] = offers
  const again = await publish({ ...shopper, entry: { ...shopper.entry, ...(media && { media }) } })
  await advisor.client.notified('subscription.offered', ({ subscriptions }) =>
    subscriptions.some((offer) => offer.track === again),
  )
})

function reopen({ client, opening }: InCall) {
  return client.request('media.open', { rtpCapabilities: opening.rtpCapabilities })
}

async function publish({ client, entry, opening }: InCall) {
  const { track } = await client.request('track.publish', {
    transport: sendTransport(entry),
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(opening.rtpCapabilities),
  })
  return track
}

function eventsOf(server: TestServer, { entry }: InCall) {
  return server.log.read({ tenant: ACME, room: entry.room, after: 0 })
}
