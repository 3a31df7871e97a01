import { LIMITS, newId, PROTOCOL_VERSION } from '@visavis/protocol'
import { generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Bystanders } from '../../test/bystanders.ts'
import { enterAs, requestGuidance, sendTransport, startCall, ticketOf } from '../../test/call.ts'
import { audioParameters, videoParameters } from '../../test/media-fixtures.ts'
import type { SocketClient } from '../../test/socket-client.ts'
import { ACME, ORIGIN, OTHER, startServer, type TestServer } from '../../test/start-server.ts'

let server: TestServer
let bystanders: Bystanders

beforeAll(async () => {
  server = await startServer()
  bystanders = await Bystanders.create(server)
})

afterEach(async () => {
  await bystanders.check()
})

afterAll(async () => {
  bystanders[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

describe('frames', () => {
  const NESTED = '['.repeat(60_000)
  test.each([
    ['text that is not JSON', '{"jsonrpc":', 'malformed-json'],
    ['an array', '[]', 'invalid-request'],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"session.ping"}]', 'invalid-request'],
    ['a number', '7', 'invalid-request'],
    ['JSON nested too deeply', NESTED, 'invalid-request'],
    ['an id that is no number', '{"jsonrpc":"2.0","id":"x","method":"a"}', 'invalid-request'],
    ['another version', '{"jsonrpc":"1.0","id":null,"method":"a"}', 'invalid-request'],
  ])('WS-5 %s is refused and the socket stays open', async (_what, text, code) => {
    using guest = await enterAs(server, { role: 'shopper' })
    guest.client.ws.send(text)
    await guest.client.until(() => guest.client.anonymousErrors.length === 1)
    expect(guest.client.anonymousErrors).toEqual([code])
    await guest.client.request('session.ping', {})
  })

  test('WS-5 an unknown method, and names that every object has', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    for (const method of ['room.explode', 'constructor', '__proto__', 'toString', '']) {
      expect(await guest.client.refusal(guest.client.raw(method, {}))).toBe('unknown-method')
    }
  })

  test('WS-6 parameters that do not match their schema', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    const bad: [string, unknown][] = [
      ['session.ping', { extra: 1 }],
      ['session.ping', []],
      ['room.join', {}],
      ['room.join', { room: '../../etc' }],
      ['room.read', { after: -1 }],
      ['message.post', { message: newId('message'), text: '' }],
      ['message.post', { message: newId('message'), text: 'x'.repeat(4_001) }],
      ['message.post', { message: newId('message'), text: 7 }],
      ['transport.create', { direction: 'sideways' }],
    ]
    for (const [method, params] of bad) {
      expect(await guest.client.refusal(guest.client.raw(method, params))).toBe('invalid-request')
    }
  })

  test('text that no store could hold is refused without harm to the text beside it', async () => {
    using call = await startCall(server)
    const { client } = call.shopper
    const post = (text: string) =>
      client.refusal(client.request('message.post', { message: newId('message'), text }))
    const answers = await Promise.all([
      post('before'),
      post('\u0000'),
      post('\ud800'),
      post('after'),
    ])
    expect(answers).toEqual(['accepted', 'invalid-request', 'invalid-request', 'accepted'])
  })

  test('a key named __proto__ is refused, and changes no object', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    const frames = [
      '{"jsonrpc":"2.0","id":901,"method":"session.ping","params":{"__proto__":{"polluted":1}}}',
      '{"jsonrpc":"2.0","id":902,"method":"session.ping","params":{"\\u005f_proto__":{"polluted":1}}}',
    ]
    for (const frame of frames) guest.client.ws.send(frame)
    await guest.client.request('session.ping', {})
    expect('polluted' in {}).toBe(false)
  })

  test('WS-5 a frame of more than 64 KiB ends its socket', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    guest.client.ws.send('x'.repeat(LIMITS.frameBytes + 1))
    expect(await guest.client.closed).toBe('protocol-violation')
    expect(guest.client.anonymousErrors).toEqual(['frame-too-large'])
  })

  test('a frame of a megabyte is not even read', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    guest.client.ws.send('x'.repeat(1_024 * 1_024))
    expect(await guest.client.closed).toBe('1009')
  })

  test('a binary frame ends its socket', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    guest.client.ws.send(Buffer.from('{}'))
    expect(await guest.client.closed).toBe('protocol-violation')
  })
})

describe('opening', () => {
  test('WS-4 anything before session.open', async () => {
    using client = await server.socket()
    expect(await client.refusal(client.request('session.ping', {}))).toBe('not-open')
    expect(await client.refusal(client.raw('constructor', {}))).toBe('not-open')
  })

  test('WS-4 a second session.open', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    const token = await server.tokens.issue(ACME, { identity: 'x', role: 'shopper' })
    expect(await guest.client.refusal(guest.client.open(token))).toBe('already-open')
  })

  test('WS-11 a version of the protocol that nobody here speaks, and then takes one that it does', async () => {
    using client = await server.socket()
    const token = await server.tokens.issue(ACME, { identity: 'x', role: 'shopper' })
    for (const protocol of [PROTOCOL_VERSION + 1, 0]) {
      const opening = client.open(token, undefined, protocol)
      expect(await client.refusal(opening)).toBe('unsupported-protocol')
    }
    const older = PROTOCOL_VERSION - 1
    expect(await client.open(token, undefined, older)).toMatchObject({ protocol: older })
  })

  test.each(['garbage', 'unsigned', 'foreign key', 'other audience', 'no tenant'])(
    'SES-2 a token that is no good: %s',
    async (kind) => {
      using client = await server.socket()
      expect(await client.refusal(client.open(await badToken(server, kind)))).toBe('token-invalid')
      expect(await client.closed).toBe('token-invalid')
    },
  )

  test('SES-2 a token that has expired', async () => {
    using client = await server.socket()
    const token = await server.tokens.sign({ ...claims(), iat: now() - 700, exp: now() - 100 })
    expect(await client.refusal(client.open(token))).toBe('token-expired')
    expect(await client.closed).toBe('token-expired')
  })

  test('SES-2 a token that has opened a session before', async () => {
    const token = await server.tokens.issue(ACME, { identity: 'x', role: 'shopper' })
    using first = await server.socket()
    await first.open(token)
    using second = await server.socket()
    expect(await second.refusal(second.open(token))).toBe('token-replayed')
  })

  test.each(['https://evil.example', 'null', `${ORIGIN}.evil.example`, 'http://shop.example'])(
    'WS-2 a page of %s gets no upgrade',
    async (origin) => {
      await expect(server.socket({ origin })).rejects.toThrow('403')
    },
  )

  test('WS-2 a page of the shop does', async () => {
    using client = await server.socket({ origin: ORIGIN })
    expect(client.ws.readyState).toBe(client.ws.OPEN)
  })
})

describe('rights', () => {
  test('what the token does not grant', async () => {
    using reviewer = await enterAs(server, { role: 'reviewer' })
    const { client } = reviewer
    expect(await client.refusal(client.request('guidance.request', {}))).toBe('forbidden')
    expect(await client.refusal(client.request('queue.watch', {}))).toBe('forbidden')
    expect(await client.refusal(client.request('queue.accept', { ticket: newId('ticket') }))).toBe(
      'forbidden',
    )
    const { room } = bystanders.call.shopper.entry
    expect(await client.refusal(client.request('room.join', { room }))).toBe('not-found')
  })

  test('ROOM-1 a room that the token is not for, one of another tenant, and none at all', async () => {
    const { room } = bystanders.call.shopper.entry
    const granted = newId('room')
    const refusal = async (tenant: typeof ACME, grants: object, wanted: typeof room) => {
      using guest = await enterAs(server, { role: 'advisor', grants }, tenant)
      return await guest.client.refusal(guest.client.request('room.join', { room: wanted }))
    }
    expect(await refusal(ACME, { room: granted }, room)).toBe('not-found')
    expect(await refusal(OTHER, {}, room)).toBe('not-found')
    expect(await refusal(ACME, {}, newId('room'))).toBe('not-found')
  })

  test("another shopper's call does not exist for a shopper who knows its id", async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    const { room } = bystanders.call.shopper.entry
    expect(await guest.client.refusal(guest.client.request('room.join', { room }))).toBe(
      'not-found',
    )
  })

  test('SES-8 a lowered role holds from the next request, and ends what it no longer grants', async () => {
    using call = await startCall(server)
    const { client, identity, entry, opening } = call.shopper
    await publish(call.shopper.client, sendTransport(entry), opening.rtpCapabilities)
    await call.advisor.client.notified('subscription.offered')
    const grants = { canPublish: false, canPublishData: false }
    const token = await server.tokens.issue(ACME, { identity, role: 'shopper', grants })
    await client.request('session.renew', { token })
    await call.advisor.client.notified('subscription.closed')
    const message = newId('message')
    expect(await client.refusal(client.request('message.post', { message, text: 'x' }))).toBe(
      'forbidden',
    )
    expect(
      await client.refusal(publish(client, sendTransport(entry), opening.rtpCapabilities)),
    ).toBe('forbidden')
  })

  test("SES-8 somebody else's token renews nothing", async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    const { client } = guest
    const token = await server.tokens.issue(ACME, { identity: 'somebody else', role: 'advisor' })
    expect(await client.refusal(client.request('session.renew', { token }))).toBe('forbidden')
    const foreign = await server.tokens.issue(OTHER, { identity: guest.identity, role: 'advisor' })
    expect(await client.refusal(client.request('session.renew', { token: foreign }))).toBe(
      'forbidden',
    )
  })
})

describe('rooms and tickets', () => {
  test('ROOM-2 a full room', async () => {
    const room = await server.calls.createRoom(ACME, { capacity: 2 })
    const guests = await Promise.all([1, 2, 3, 4].map(() => enterAs(server, { role: 'shopper' })))
    const answers = await Promise.all(
      guests.map(({ client }) => client.refusal(client.request('room.join', { room }))),
    )
    expect(answers.sort()).toEqual(['accepted', 'accepted', 'room-full', 'room-full'])
    for (const guest of guests) guest[Symbol.dispose]()
  })

  test('ROOM-6 an ended room', async () => {
    const room = await server.calls.createRoom(ACME, { capacity: 2 })
    await server.calls.endRoom(ACME, room, 'ended-by-api')
    using guest = await enterAs(server, { role: 'shopper' })
    expect(await guest.client.refusal(guest.client.request('room.join', { room }))).toBe(
      'room-ended',
    )
    await expect(server.calls.endRoom(ACME, room, 'ended-by-api')).rejects.toThrow('ended')
    await expect(server.calls.endRoom(OTHER, room, 'ended-by-api')).rejects.toThrow('no such thing')
  })

  test('ROOM-4 of ten advisors racing for a ticket one wins', async () => {
    using shopper = await requestGuidance(server)
    const ticket = ticketOf(shopper.entry)
    const advisors = await Promise.all(
      Array.from({ length: 10 }, () => enterAs(server, { role: 'advisor' })),
    )
    const answers = await Promise.all(
      advisors.map(({ client }) => client.refusal(client.request('queue.accept', { ticket }))),
    )
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'ticket-taken')).toHaveLength(9)
    for (const advisor of advisors) advisor[Symbol.dispose]()
  })

  test("ROOM-4 another tenant's ticket, and one that was cancelled", async () => {
    using shopper = await requestGuidance(server)
    const ticket = ticketOf(shopper.entry)
    using stranger = await enterAs(server, { role: 'advisor' }, OTHER)
    const foreign = stranger.client.request('queue.accept', { ticket })
    expect(await stranger.client.refusal(foreign)).toBe('not-found')
    await shopper.client.request('room.leave', {})
    using advisor = await enterAs(server, { role: 'advisor' })
    const late = advisor.client.request('queue.accept', { ticket })
    expect(['ticket-taken', 'room-ended']).toContain(await advisor.client.refusal(late))
  })

  test('what needs a room, outside any', async () => {
    using guest = await enterAs(server, { role: 'shopper' })
    const { client, opening } = guest
    const { rtpCapabilities } = opening
    const answers = [
      client.request('room.leave', {}),
      client.request('room.read', { after: 0 }),
      client.request('media.open', { rtpCapabilities }),
      client.request('transport.create', { direction: 'send' }),
      client.request('message.post', { message: newId('message'), text: 'x' }),
      publish(client, newId('transport'), rtpCapabilities),
    ]
    for (const answer of answers) expect(await client.refusal(answer)).toBe('not-in-room')
  })
})

describe('media', () => {
  test('MED-5 more transports than a participant may have', async () => {
    using call = await startCall(server)
    const { client } = call.shopper
    const create = () => client.refusal(client.request('transport.create', { direction: 'send' }))
    const answers = await Promise.all([create(), create(), create(), create()])
    expect(answers.sort()).toEqual([
      'accepted',
      'accepted',
      'too-many-transports',
      'too-many-transports',
    ])
  })

  test('MED-6 a second track of a source, unless it is the same, and a source of the wrong kind', async () => {
    using call = await startCall(server)
    const { client, entry, opening } = call.shopper
    const transport = sendTransport(entry)
    const { rtpCapabilities } = opening
    const ask = (mid: string) =>
      client.request('track.publish', {
        transport,
        source: 'microphone',
        kind: 'audio',
        rtpParameters: { ...audioParameters(rtpCapabilities), mid },
      })
    const [first, again] = await Promise.all([ask('0'), ask('0')])
    expect(again).toEqual(first)
    expect(await client.refusal(ask('1'))).toBe('too-many-tracks')
    const rtpParameters = audioParameters(rtpCapabilities)
    const wrong = { transport, source: 'screen', kind: 'audio', rtpParameters } as const
    expect(await client.refusal(client.request('track.publish', wrong))).toBe('media-refused')
  })

  test('a doubled SSRC on one transport', async () => {
    using call = await startCall(server)
    const { client, entry, opening } = call.shopper
    const transport = sendTransport(entry)
    const rtpParameters = videoParameters(opening.rtpCapabilities)
    const track = { transport, kind: 'video', rtpParameters } as const
    await client.request('track.publish', { ...track, source: 'camera' })
    const again = {
      ...track,
      source: 'screen',
      rtpParameters: { ...rtpParameters, mid: 'other' },
    } as const
    const code = await client.refusal(client.request('track.publish', again))
    expect(['media-refused', 'already-exists']).toContain(code)
  })

  test('sending on the transport for receiving', async () => {
    using call = await startCall(server)
    const { client, entry, opening } = call.shopper
    const receive = entry.media?.transports.find(({ direction }) => direction === 'receive')
    const transport = receive?.transport ?? newId('transport')
    expect(await client.refusal(publish(client, transport, opening.rtpCapabilities))).toBe(
      'media-refused',
    )
  })
})

function publish(
  client: SocketClient,
  transport: ReturnType<typeof sendTransport>,
  capabilities: object,
) {
  return client.request('track.publish', {
    transport,
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters(capabilities),
  })
}

function now(): number {
  return Math.floor(Date.now() / 1_000)
}

function claims() {
  return {
    iss: 'visavis',
    aud: 'visavis',
    sub: 'person',
    jti: crypto.randomUUID(),
    iat: now(),
    exp: now() + 60,
    tenant: ACME,
    role: 'shopper',
    grants: {},
  } as const
}

async function badToken({ tokens }: TestServer, kind: string): Promise<string> {
  const { tenant: _, ...homeless } = claims()
  switch (kind) {
    case 'unsigned': {
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
      return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims())}.`
    }
    case 'foreign key': {
      const { privateKey } = await generateKeyPair('EdDSA')
      return new SignJWT(claims()).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey)
    }
    case 'other audience':
      return tokens.sign({ ...claims(), aud: 'elsewhere' } as never)
    case 'no tenant':
      return tokens.sign(homeless)
    default:
      return 'not.a.token'
  }
}
