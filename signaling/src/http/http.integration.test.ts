import { type ErrorCode, HttpError, RoomSummary, TokenGrant } from '@visavis/protocol'
import { decodeJwt } from 'jose'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSignaling, type TestSignaling } from '../../test/start-signaling.ts'
import { RoomPage } from './schemas.ts'

const OpenApi = Type.Object({ paths: Type.Record(Type.String(), Type.Unknown()) })
const ORIGIN = 'https://shop.example'
const ABSENT_ROOM = `room_${'A'.repeat(22)}`

let server: TestSignaling
let acme: string
let other: string

beforeAll(async () => {
  server = await startSignaling({ env: { VISAVIS_ORIGINS: ORIGIN } })
  acme = await server.apiKey('acme')
  other = await server.apiKey('other')
})

afterAll(() => server?.close())

interface Call {
  readonly method?: string
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

function call(path: string, { method = 'GET', key, body, headers }: Call = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

async function expectError(response: Response, status: number, code: ErrorCode): Promise<void> {
  expect(response.status).toBe(status)
  expect(Value.Parse(HttpError, await response.json()).error.code).toBe(code)
}

async function createRoom(key: string): Promise<RoomSummary> {
  const response = await call('/v1/rooms', { method: 'POST', key, body: { capacity: 3 } })
  expect(response.status).toBe(201)
  return Value.Parse(RoomSummary, await response.json())
}

const shopper = { identity: 'customer-17', role: 'shopper' }

async function mint(key: string, request: object = shopper): Promise<TokenGrant> {
  const response = await call('/v1/tokens', { method: 'POST', key, body: request })
  expect(response.status).toBe(201)
  return Value.Parse(TokenGrant, await response.json())
}

describe('tokens', () => {
  test('a backend mints one for its own tenant', async () => {
    const grant = await mint(acme, { ...shopper, locale: 'de', validForSeconds: 60 })
    expect(grant.url).toBe(`${server.url.replace('http', 'ws')}/v1/socket`)
    const claims = decodeJwt(grant.token)
    expect(claims).toMatchObject({ tenant: 'acme', sub: 'customer-17', role: 'shopper' })
    expect(grant.expiresAt).toBe(Number(claims.exp) * 1_000)
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60)
  })

  test.each<[string, unknown]>([
    ['a tenant of the caller choosing', { ...shopper, tenant: 'other' }],
    ['a life of more than 10 minutes', { ...shopper, validForSeconds: 601 }],
    ['an unknown role', { ...shopper, role: 'owner' }],
    ['no identity', { role: 'shopper' }],
    ['an unknown grant', { ...shopper, grants: { everything: true } }],
  ])('refuses %s', async (_name, body) => {
    const response = await call('/v1/tokens', { method: 'POST', key: acme, body })
    await expectError(response, 400, 'invalid-request')
  })

  test('an error never quotes what was sent', async () => {
    const body = { ...shopper, role: 'Ada Canary' }
    const response = await call('/v1/tokens', { method: 'POST', key: acme, body })
    expect(await response.text()).not.toContain('Canary')
  })
})

describe('API keys', () => {
  test.each([undefined, 'nonsense', `vvk_${'0'.repeat(16)}_${'A'.repeat(43)}`])(
    'nothing is answered to %s',
    async (key) => {
      const options = key === undefined ? {} : { key }
      const post = { method: 'POST', body: shopper, ...options }
      await expectError(await call('/v1/tokens', post), 401, 'api-key-invalid')
      await expectError(await call('/v1/rooms', options), 401, 'api-key-invalid')
      // Before the body is looked at.
      const bad = { ...post, body: { x: 1 } }
      await expectError(await call('/v1/rooms', bad), 401, 'api-key-invalid')
    },
  )

  test('a token is not a key', async () => {
    const { token } = await mint(acme)
    await expectError(await call('/v1/rooms', { key: token }), 401, 'api-key-invalid')
  })
})

describe('rooms', () => {
  test('are opened, listed, read and ended', async () => {
    const { room, ...rest } = await createRoom(acme)
    expect(rest).toEqual({ createdAt: expect.any(Number), participants: 0 })
    const read = await call(`/v1/rooms/${room}`, { key: acme })
    expect(await read.json()).toEqual({ room, ...rest })
    const ended = await call(`/v1/rooms/${room}`, { method: 'DELETE', key: acme })
    expect(ended.status).toBe(204)
    const after = await call(`/v1/rooms/${room}`, { key: acme })
    expect(await after.json()).toMatchObject({ room, endedAt: expect.any(Number) })
    const again = await call(`/v1/rooms/${room}`, { method: 'DELETE', key: acme })
    await expectError(again, 410, 'room-ended')
  })

  test('another tenant’s room answers as one that does not exist', async () => {
    const { room } = await createRoom(acme)
    for (const method of ['GET', 'DELETE']) {
      const foreign = await call(`/v1/rooms/${room}`, { method, key: other })
      const absent = await call(`/v1/rooms/${ABSENT_ROOM}`, { method, key: other })
      expect(foreign.status).toBe(404)
      expect(absent.status).toBe(404)
      expect(await foreign.text()).toBe(await absent.text())
    }
    const list = await (await call('/v1/rooms', { key: other })).json()
    expect(JSON.stringify(list)).not.toContain(room)
    expect((await call(`/v1/rooms/${room}`, { key: acme })).status).toBe(200)
  })

  test('are listed page by page, newest first', async () => {
    const key = await server.apiKey('paging')
    const made: string[] = []
    for (let index = 0; index < 5; index++) made.unshift((await createRoom(key)).room)
    const listed: string[] = []
    let before = ''
    do {
      const response = await call(`/v1/rooms?limit=2${before}`, { key })
      const page = Value.Parse(RoomPage, await response.json())
      listed.push(...page.rooms.map(({ room }) => room))
      before = page.next ? `&before=${page.next}` : ''
    } while (before)
    expect(listed).toEqual(made)
  })

  test('a query with something unknown in it is refused', async () => {
    await expectError(await call('/v1/rooms?open=true&x=1', { key: acme }), 400, 'invalid-request')
  })
})

describe('availability', () => {
  test('is told to whoever has a token, as often as they ask', async () => {
    const { token } = await mint(acme)
    for (let times = 0; times < 2; times++) {
      const response = await call('/v1/availability', { key: token })
      expect(await response.json()).toEqual({ state: 'offline', waiting: 0 })
    }
  })

  test('needs a token', async () => {
    await expectError(await call('/v1/availability'), 401, 'token-invalid')
    await expectError(await call('/v1/availability', { key: acme }), 401, 'token-invalid')
  })
})

describe('requests that go nowhere', () => {
  test('an unknown route', async () => {
    await expectError(await call('/v1/nothing'), 404, 'not-found')
    await expectError(await call('/v1/tokens', { method: 'PUT' }), 404, 'not-found')
  })

  test('malformed JSON', async () => {
    const response = await call('/v1/tokens', { method: 'POST', key: acme, body: '{"a":' })
    await expectError(response, 400, 'malformed-json')
  })

  test('a body over 64 KiB', async () => {
    const body = { ...shopper, identity: 'x'.repeat(70_000) }
    const response = await call('/v1/tokens', { method: 'POST', key: acme, body })
    await expectError(response, 413, 'frame-too-large')
  })

  test('a path that cannot be decoded', async () => {
    await expectError(await call('/v1/rooms/%E0%A4%A', { key: acme }), 400, 'invalid-request')
  })

  test('prototype pollution', async () => {
    const body = '{"identity":"x","role":"shopper","__proto__":{"admin":true}}'
    const response = await call('/v1/tokens', { method: 'POST', key: acme, body })
    expect(response.status).toBe(400)
  })
})

describe('origins', () => {
  test.each(['https://evil.example', 'null', 'https://shop.example.evil.example'])(
    '%s is refused before anything else',
    async (origin) => {
      const response = await call('/v1/availability', { headers: { origin } })
      await expectError(response, 403, 'origin-refused')
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test('a listed page may read answers', async () => {
    const { token } = await mint(acme)
    const response = await call('/v1/availability', { key: token, headers: { origin: ORIGIN } })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  })

  test('a listed page may ask first', async () => {
    const headers = {
      origin: ORIGIN,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    }
    const response = await call('/v1/availability', { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization')
  })
})

describe('reports of broken policies', () => {
  const legacy = { 'csp-report': { 'effective-directive': 'style-src-elem', 'blocked-uri': 'x' } }
  const batch = [
    { type: 'csp-violation', url: 'x', body: { effectiveDirective: 'img-src' } },
    { type: 'deprecation', url: 'x', body: {} },
    { type: 'csp-violation', url: 'x', body: { effectiveDirective: 'made-up' } },
  ]

  test('are counted by directive, in both formats', async () => {
    const post = { method: 'POST', body: legacy }
    const one = await call('/v1/csp-reports', withType(post, 'application/csp-report'))
    expect(one.status).toBe(204)
    const many = { method: 'POST', body: batch }
    const two = await call('/v1/csp-reports', withType(many, 'application/reports+json'))
    expect(two.status).toBe(204)
    const metrics = await (await call('/metrics')).text()
    expect(metrics).toContain('visavis_csp_violations_total{directive="style-src-elem"} 1')
    expect(metrics).toContain('visavis_csp_violations_total{directive="img-src"} 1')
    expect(metrics).toContain('visavis_csp_violations_total{directive="other"} 1')
  })

  test.each<[unknown]>([[{ toString: 1, valueOf: 1 }], [[[[]]]], ['img-src\n{"level":"fatal"}']])(
    'a made-up directive is counted and nothing else: %j',
    async (directive) => {
      const post = { method: 'POST', body: { 'csp-report': { 'effective-directive': directive } } }
      const response = await call('/v1/csp-reports', withType(post, 'application/csp-report'))
      expect(response.status).toBe(204)
    },
  )

  test.each<[string, unknown, string, number]>([
    ['another type', legacy, 'application/json', 400],
    ['nonsense', 'nonsense', 'application/csp-report', 400],
    ['another shape', { report: 1 }, 'application/csp-report', 400],
    ['a long one', { x: 'x'.repeat(20_000) }, 'application/csp-report', 413],
  ])('%s is refused', async (_name, body, type, status) => {
    const response = await call('/v1/csp-reports', withType({ method: 'POST', body }, type))
    expect(response.status).toBe(status)
  })

  function withType(options: Call, type: string): Call {
    return { ...options, headers: { 'content-type': type } }
  }
})

describe('health', () => {
  test('the process runs and is ready', async () => {
    expect((await call('/healthz')).status).toBe(200)
    expect(await (await call('/readyz')).json()).toEqual({ status: 'ready', failed: [] })
  })

  test('metrics name codes and patterns, never ids', async () => {
    const { room } = await createRoom(acme)
    await call(`/v1/rooms/${room}`, { key: acme })
    const text = await (await call('/metrics')).text()
    expect(text).toContain('route="/v1/rooms/:room"')
    expect(text).toMatch(/visavis_log_append_duration_seconds_count\{outcome="ok"\} \d/)
    expect(text).toContain('visavis_sockets 0')
    expect(text).toContain('visavis_errors_total{code="not-found"}')
    expect(text).not.toContain('room_')
    expect(text).not.toContain('acme')
  })

  test('the API describes itself', async () => {
    const document = Value.Parse(OpenApi, await (await call('/docs/json')).json())
    const paths = ['availability', 'probe', 'rooms', 'rooms/{room}', 'tokens'].map(
      (path) => `/v1/${path}`,
    )
    expect(Object.keys(document.paths).sort()).toEqual(['/.well-known/jwks.json', ...paths])
  })

  test('pages get a strict policy, the API’s description as well', async () => {
    for (const path of ['/healthz', '/docs']) {
      const policy = (await call(path)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
    }
  })
})
