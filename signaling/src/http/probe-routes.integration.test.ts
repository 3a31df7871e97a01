import { type ErrorCode, HttpError, TokenGrant } from '@visavis/protocol'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSignaling, type TestSignaling } from '../../test/start-signaling.ts'

const MEBIBYTE = 1024 * 1024

let server: TestSignaling
let token: string

beforeAll(async () => {
  server = await startSignaling({ limits: { probes: { requests: 20, seconds: 600 } } })
  token = await mint()
})

afterAll(() => server?.close())

async function mint(): Promise<string> {
  const response = await fetch(`${server.url}/v1/tokens`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await server.apiKey('acme')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ identity: 'customer-17', role: 'shopper' }),
  })
  return Value.Parse(TokenGrant, await response.json()).token
}

function download(query: string, bearer = token): Promise<Response> {
  return fetch(`${server.url}/v1/probe${query}`, { headers: { authorization: `Bearer ${bearer}` } })
}

function upload(
  body: NonNullable<RequestInit['body']>,
  type = 'application/octet-stream',
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type }
  return fetch(`${server.url}/v1/probe`, {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as object)
}

async function expectError(response: Response, status: number, code: ErrorCode): Promise<void> {
  expect(response.status).toBe(status)
  expect(Value.Parse(HttpError, await response.json()).error.code).toBe(code)
}

test('gives as many bytes as are asked for, unlike each other and not to be kept', async () => {
  const response = await download(`?bytes=${MEBIBYTE}`)
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-encoding')).toBeNull()
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect(bytes).toHaveLength(MEBIBYTE)
  expect(new Set(bytes).size).toBe(256)
})

test.each(['', '?bytes=0', `?bytes=${4 * MEBIBYTE + 1}`, '?bytes=many', '?bytes=1&x=1'])(
  'refuses %j',
  async (query) => {
    await expectError(await download(query), 400, 'invalid-request')
  },
)

test('takes up to 4 MiB and says how much came', async () => {
  const response = await upload(new Uint8Array(4 * MEBIBYTE))
  expect(await response.json()).toEqual({ bytes: 4 * MEBIBYTE })
})

test('ends an upload that is longer, declared or not', async () => {
  const excess = new Uint8Array(4 * MEBIBYTE + 1)
  await expectError(await upload(excess), 413, 'frame-too-large')
  await expectError(await upload(new Blob([excess]).stream()), 413, 'frame-too-large')
})

test('takes nothing but bytes', async () => {
  await expectError(await upload('{}', 'application/json'), 400, 'invalid-request')
})

test('needs a token, and says so before reading', async () => {
  await expectError(await download('?bytes=1', ''), 401, 'token-invalid')
  await expectError(await download('?bytes=1', 'made-up'), 401, 'token-invalid')
})

test('one address may measure so often', async () => {
  let response = await download('?bytes=1')
  for (let count = 0; count < 20 && response.ok; count += 1) response = await download('?bytes=1')
  await expectError(response, 429, 'rate-limited')
})
