import { describe, expect, test } from 'vitest'
import { OriginPolicy } from './origin-policy.ts'

describe('pages of this server', () => {
  const policy = new OriginPolicy({ kind: 'same-host' })

  test.each([
    ['http://localhost:3000', 'localhost:3000'],
    ['https://shop.example', 'shop.example'],
    ['https://shop.example', 'SHOP.example:443'],
    ['https://192.0.2.7:3000', '192.0.2.7:3000'],
    ['http://[::1]:3000', '[::1]:3000'],
  ])('%s may connect to %s', (origin, host) => {
    expect(policy.allows({ origin, host })).toBe(true)
  })

  test.each([
    ['null', 'localhost:3000'],
    ['', 'localhost:3000'],
    ['http://localhost:3001', 'localhost:3000'],
    ['http://localhost', 'localhost:3000'],
    ['http://localhost:3000.evil.example', 'localhost:3000'],
    ['http://evil.example/localhost:3000', 'localhost:3000'],
    ['http://localhost:3000@evil.example', 'localhost:3000'],
    ['https://shop.example.evil.example', 'shop.example'],
    ['https://notshop.example', 'shop.example'],
    ['file://', 'localhost:3000'],
    ['chrome-extension://localhost:3000', 'localhost:3000'],
    ['http://localhost:3000', undefined],
    ['http://localhost:3000', 'evil.example@localhost:3000'],
  ])('%s may not connect to %s', (origin, host) => {
    expect(policy.allows({ origin, host })).toBe(false)
  })
})

describe('listed pages', () => {
  const policy = new OriginPolicy({ kind: 'listed', origins: ['https://Shop.example:443'] })

  test('exactly the listed origin may connect', () => {
    expect(policy.allows({ origin: 'https://shop.example', host: 'calls.example' })).toBe(true)
    expect(policy.allows({ origin: 'http://shop.example', host: 'calls.example' })).toBe(false)
    expect(policy.allows({ origin: 'https://a.shop.example', host: 'calls.example' })).toBe(false)
    expect(policy.allows({ origin: 'null', host: 'calls.example' })).toBe(false)
  })

  test('pages of this server are not listed by themselves', () => {
    expect(policy.allows({ origin: 'https://calls.example', host: 'calls.example' })).toBe(false)
  })
})

test('a request that comes from no page is not refused for its origin', () => {
  const policy = new OriginPolicy({ kind: 'listed', origins: [] })
  expect(policy.allows({ origin: undefined, host: 'localhost' })).toBe(true)
})

test('a list with something that is no origin is a mistake', () => {
  const origins = ['https://shop.example/path']
  expect(() => new OriginPolicy({ kind: 'listed', origins })).toThrow('shop.example/path')
})
