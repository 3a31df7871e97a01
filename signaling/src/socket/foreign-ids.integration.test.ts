import { ID_PREFIXES, METHODS, newId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Bystanders } from '../../test/bystanders.ts'
import { enterAs, type InCall, sendTransport, startCall, type TestCall } from '../../test/call.ts'
import { audioParameters, dtlsParameters, videoParameters } from '../../test/media-fixtures.ts'
import { OTHER, startServer, type TestServer } from '../../test/start-server.ts'

/** What a participant owns and a request may name. */
const KINDS = ['transport', 'track', 'subscription'] as const
type Kind = (typeof KINDS)[number]
type Ids = Readonly<Record<Kind, string>>

const OWNERS = [
  'the other participant',
  'another room',
  'another tenant',
  'nobody',
  'the past',
] as const
type Owner = (typeof OWNERS)[number]

let server: TestServer
let bystanders: Bystanders
let attacker: InCall
let calls: TestCall[]
let ids: Readonly<Record<Owner, Ids>>

beforeAll(async () => {
  server = await startServer()
  bystanders = await Bystanders.create(server)
  const own = await startCall(server)
  const foreign = await startCall(server, OTHER)
  calls = [own, foreign]
  attacker = own.advisor
  ids = {
    'the past': await closedIds(own),
    'the other participant': await idsOf(own.shopper, own.advisor),
    'another room': await idsOf(bystanders.call.advisor, bystanders.call.shopper),
    'another tenant': await idsOf(foreign.shopper, foreign.advisor),
    nobody: {
      transport: newId('transport'),
      track: newId('track'),
      subscription: newId('subscription'),
    },
  }
})

afterAll(async () => {
  for (const call of calls) call[Symbol.dispose]()
  bystanders[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

interface Target {
  readonly method: string
  readonly property: string
  readonly kind: Kind
  readonly isList: boolean
}

/** Every request that names what a participant owns, read from the schemas. */
const TARGETS: Target[] = Object.entries(METHODS).flatMap(([method, { params }]) =>
  Object.entries(params.properties).flatMap(([property, schema]) => {
    const isList = 'items' in schema
    const kind = kindOf(isList ? (schema.items as object) : schema)
    return kind ? [{ method, property, kind, isList }] : []
  }),
)

test('the schemas name at least these', () => {
  expect(TARGETS.map(({ method }) => method)).toEqual(
    expect.arrayContaining([
      'transport.connect',
      'transport.restart-ice',
      'transport.close',
      'track.publish',
      'track.set-muted',
      'track.unpublish',
      'subscription.resume',
      'subscription.pause',
    ]),
  )
})

const CASES = TARGETS.flatMap((target) => OWNERS.map((owner) => ({ ...target, owner })))

test.each(CASES)('ROOM-7 $method with a $kind of $owner', async (target) => {
  const { method, property, kind, isList, owner } = target
  const id = ids[owner][kind]
  const params = { ...otherParams(method), [property]: isList ? [id] : id }
  const { client } = attacker
  expect(await client.refusal(client.raw(method, params))).toBe('not-found')
  await bystanders.check()
})

test('ROOM-7 a subscription of another among one’s own: none is resumed', async () => {
  using call = await startCall(server)
  const { subscription } = await idsOf(call.shopper, call.advisor)
  const { client } = call.shopper
  const foreign = ids['another room'].subscription
  const request = { subscriptions: [subscription, foreign] }
  expect(await client.refusal(client.raw('subscription.resume', request))).toBe('not-found')
})

test('ROOM-7 another’s track is not announced', async () => {
  const { track } = ids['another room']
  const { client } = attacker
  expect(await client.refusal(client.raw('track.announce', { tracks: [{ track }] }))).toBe(
    'not-found',
  )
  using guest = await enterAs(server, { role: 'shopper' })
  const params = { announce: [{ track }] }
  expect(await guest.client.refusal(guest.client.raw('guidance.request', params))).toBe('not-found')
})

test('ROOM-7 nothing is one’s own in a room that one has left', async () => {
  using call = await startCall(server)
  const { client, entry } = call.shopper
  await client.request('room.leave', {})
  const answer = client.request('transport.close', { transport: sendTransport(entry) })
  expect(await client.refusal(answer)).toBe('not-in-room')
})

test('the ids of another’s call do not let one in', async () => {
  using guest = await enterAs(server, { role: 'advisor' }, OTHER)
  const { room } = bystanders.call.shopper.entry
  const answer = guest.client.request('room.join', { room, takeOver: true })
  expect(await guest.client.refusal(answer)).toBe('not-found')
})

/** Publishes as `owner`, with `source` sending what it subscribes to. */
async function idsOf(owner: InCall, source: InCall): Promise<Ids> {
  const transport = sendTransport(owner.entry)
  const { track } = await publish(owner, 'camera')
  const received = await publish(source, 'camera')
  const subscription = await owner.client.until(() =>
    owner.client
      .all('subscription.offered')
      .flatMap(({ subscriptions }) => subscriptions)
      .find((offer) => offer.track === received.track),
  )
  return { transport, track, subscription: subscription.subscription }
}

/** What the attacker once had. */
async function closedIds({ shopper, advisor }: TestCall): Promise<Ids> {
  const { transport } = await advisor.client.request('transport.create', { direction: 'send' })
  await advisor.client.request('transport.close', { transport })
  const { track } = await publish(advisor, 'screen')
  await advisor.client.request('track.unpublish', { track })
  const received = await publish(shopper, 'microphone')
  const { subscriptions } = await advisor.client.notified('subscription.offered')
  await shopper.client.request('track.unpublish', { track: received.track })
  await advisor.client.notified('subscription.closed')
  return { transport, track, subscription: subscriptions[0]?.subscription ?? '' }
}

function publish({ client, entry, opening }: InCall, source: 'camera' | 'screen' | 'microphone') {
  const isAudio = source === 'microphone'
  const make = isAudio ? audioParameters : videoParameters
  return client.request('track.publish', {
    transport: sendTransport(entry),
    source,
    kind: isAudio ? 'audio' : 'video',
    rtpParameters: make(opening.rtpCapabilities),
  })
}

function otherParams(method: string): object {
  switch (method) {
    case 'transport.connect':
      return { dtlsParameters: dtlsParameters() }
    case 'track.prepare':
    case 'track.publish': {
      const rtpParameters = audioParameters(attacker.opening.rtpCapabilities)
      return { source: 'microphone', kind: 'audio', rtpParameters }
    }
    case 'track.set-muted':
      return { muted: true }
    case 'still.publish':
      return { still: 1, size: 4, offset: 0, data: 'AAAAAA==' }
    case 'still.read':
      return { still: 0, offset: 0, length: 100 }
    default:
      return {}
  }
}

function kindOf(schema: object): Kind | undefined {
  const pattern = 'pattern' in schema ? String(schema.pattern) : ''
  return KINDS.find((kind) => pattern.startsWith(`^${ID_PREFIXES[kind]}_`))
}
