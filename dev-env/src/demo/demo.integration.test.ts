import { TokenGrant } from '@visavis/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookiesOf, parse, payloadOf } from '../../test/http-fixture.ts'
import type { Stack } from '../stack.ts'
import { startDemo } from '../start-demo.ts'

const product = { product: 'aurora-espresso', locale: 'de' }

function post(url: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

describe('the demo on loopback', () => {
  let demo: Stack
  beforeAll(async () => {
    demo = await startDemo({ pages: false })
  })
  afterAll(() => demo?.close())

  test('gives a shopper a token for the product', async () => {
    const grant = await parse(TokenGrant, post(`${demo.url}/demo/token`, product))
    expect(grant.url).toBe(`${demo.url.replace('http', 'ws')}/v1/socket`)
    expect(payloadOf(grant)).toMatchObject({
      tenant: 'demo',
      role: 'shopper',
      locale: 'de',
      product: { id: product.product, price: expect.stringContaining('€') },
    })
  })

  test('a browser is the same visitor at every visit, and hides it from scripts', async () => {
    const first = await post(`${demo.url}/demo/token`, product)
    const [cookie = ''] = first.headers.getSetCookie()
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    const { sub } = payloadOf(await parse(TokenGrant, first))
    const headers = { cookie: cookiesOf(first) }
    const again = await parse(TokenGrant, post(`${demo.url}/demo/token`, product, headers))
    expect(payloadOf(again).sub).toBe(sub)
    const other = await parse(TokenGrant, post(`${demo.url}/demo/token`, product))
    expect(payloadOf(other).sub).not.toBe(sub)
  })

  test('a cookie that this server did not sign is a new visitor', async () => {
    const cookie = `visavis_visitor=${'A'.repeat(22)}.forged`
    const response = await post(`${demo.url}/demo/token`, product, { cookie })
    expect(payloadOf(await parse(TokenGrant, response)).sub).not.toContain('AAAA')
  })

  test('two browsers at the desk are two advisors, each the same after a reload', async () => {
    const url = `${demo.url}/demo/desk-token`
    const first = await post(url)
    const ada = payloadOf(await parse(TokenGrant, first))
    const bob = payloadOf(await parse(TokenGrant, post(url)))
    expect(ada).toMatchObject({ role: 'advisor', badge: expect.stringMatching(/\d/) })
    expect(bob.name).not.toBe(ada.name)
    const reload = await parse(TokenGrant, post(url, undefined, { cookie: cookiesOf(first) }))
    expect(payloadOf(reload)).toMatchObject({ sub: ada.sub, name: ada.name, badge: ada.badge })
  })

  test.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'http://evil.example' }],
    ['no origin that can be named', { origin: 'null' }],
    ['another site, whatever its origin', { 'sec-fetch-site': 'cross-site' }],
  ])('pages of %s get nothing', async (_name, headers) => {
    for (const path of ['/demo/token', '/demo/desk-token', '/demo/desk-session']) {
      const response = await post(`${demo.url}${path}`, product, headers)
      expect(response.status).toBe(403)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  test.each([{ product: 'nothing', locale: 'de' }, { ...product, x: 1 }, { product: 1 }, []])(
    'refuses %j',
    async (body) => {
      const { status } = await post(`${demo.url}/demo/token`, body)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    },
  )

  test('a locale that Intl does not know is still one to talk in', async () => {
    const body = { ...product, locale: 'en-de-de' }
    const response = await post(`${demo.url}/demo/token`, body)
    expect(response.status).toBe(200)
  })
})

describe('serving', () => {
  test('has no demo endpoint and no demo tenant', async () => {
    await using stack = await startDemo({ mode: 'serve', pages: false })
    for (const path of ['/demo/token', '/demo/desk-token', '/demo/desk-session']) {
      const response = await post(`${stack.url}${path}`, product)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { code: 'not-found' } })
    }
    expect(await stack.signaling.context.tenants.tenants()).toEqual([])
  })
})
