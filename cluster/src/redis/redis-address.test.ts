import { expect, test } from 'vitest'
import { parseRedisUrl } from './redis-address.ts'

test('one server, with and without what may be left out', () => {
  expect(parseRedisUrl('redis://cache.example')).toEqual({
    nodes: [{ host: 'cache.example', port: 6_379 }],
    primaryName: undefined,
    tls: false,
    username: undefined,
    password: undefined,
  })
  expect(parseRedisUrl('rediss://me:p%40ss@[::1]:7000')).toEqual({
    nodes: [{ host: '::1', port: 7_000 }],
    primaryName: undefined,
    tls: true,
    username: 'me',
    password: 'p@ss',
  })
  expect(parseRedisUrl('redis://:secret@cache:1')?.password).toBe('secret')
})

test('Sentinels, and the name of the primary that they watch', () => {
  expect(parseRedisUrl('redis+sentinel://a:1,b,10.0.0.1:3/main')).toMatchObject({
    nodes: [
      { host: 'a', port: 1 },
      { host: 'b', port: 26_379 },
      { host: '10.0.0.1', port: 3 },
    ],
    primaryName: 'main',
  })
})

test.each([
  'http://cache',
  'redis://',
  'redis://a,b',
  'redis://a:99999',
  'redis://a/main',
  'redis+sentinel://a,b',
  'redis+sentinel://a,,b/main',
])('%s is neither', (url) => {
  expect(parseRedisUrl(url)).toBeUndefined()
})
