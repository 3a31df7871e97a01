import { readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stack } from '../stack.ts'
import { startDemo } from '../start-demo.ts'

let demo: Stack
let ca: string

beforeAll(async () => {
  const env = {
    VISAVIS_HOST: '0.0.0.0',
    VISAVIS_HTTPS: 'true',
    VISAVIS_ANNOUNCED_ADDRESS: '127.0.0.1',
  }
  demo = await startDemo({ pages: false, env })
  const { dataDir } = demo.signaling.context.settings
  ca = await readFile(join(dataDir, 'keys/tls-cert.pem'), 'utf8')
})

afterAll(() => demo?.close())

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The certificate is checked, the name it was asked under too. */
async function post(path: string, body: object, cookie?: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) }
  request(`${demo.url}${path}`, { method: 'POST', ca, headers }, (response) => {
    const { statusCode: status, headers } = response
    text(response).then((body) => resolve({ status, headers, body }), reject)
  })
    .on('error', reject)
    .end(JSON.stringify(body))
  return promise
}

test('announces an address that others can reach, over HTTPS', () => {
  expect(demo.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
})

test('a shopper needs no link, and is sent to a secure socket', async () => {
  const answer = await post('/demo/token', { product: 'aurora-espresso', locale: 'en' })
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.body).url).toBe(`${demo.url.replace('https', 'wss')}/v1/socket`)
  expect(answer.headers['set-cookie']?.[0]).toContain('Secure')
})

test('the desk opens to the browser that used the link, once', async () => {
  const invite = demo.invite ?? ''
  expect(Buffer.from(invite, 'base64url').length).toBeGreaterThanOrEqual(16)
  expect(await post('/demo/desk-token', {})).toMatchObject({ status: 403 })
  expect(await post('/demo/desk-session', { invite: 'guess' })).toMatchObject({ status: 403 })

  const first = await post('/demo/desk-session', { invite })
  expect(first.status).toBe(204)
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  expect(await post('/demo/desk-token', {}, cookie)).toMatchObject({ status: 200 })

  const second = await post('/demo/desk-session', { invite })
  expect(second.status).toBe(403)
  expect(second.headers['set-cookie']).toBeUndefined()
  expect(JSON.parse(second.body).error.code).toBe('forbidden')

  expect(await post('/demo/desk-session', { invite }, cookie)).toMatchObject({ status: 204 })
  expect(await post('/demo/desk-token', {}, cookie)).toMatchObject({ status: 200 })
})

test('a cookie with another signature opens nothing', async () => {
  const cookie = `visavis_advisor=${'A'.repeat(22)}.0.${'B'.repeat(43)}`
  expect(await post('/demo/desk-token', {}, cookie)).toMatchObject({ status: 403 })
})
