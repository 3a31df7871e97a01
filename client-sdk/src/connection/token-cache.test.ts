import { expect, test } from 'vitest'
import { TokenCache } from './token-cache.ts'

function source(livesMs = 600_000) {
  let made = 0
  return async () => {
    made += 1
    return { token: String(made), url: 'ws://localhost/v1/socket', expiresAt: Date.now() + livesMs }
  }
}

test('a token fetched ahead is looked at often and taken once', async () => {
  const tokens = new TokenCache(source())
  const looked = await Promise.all([tokens.peek(), tokens.peek()])
  expect(looked.map(({ token }) => token)).toEqual(['1', '1'])
  expect((await tokens.take()).token).toBe('1')
  expect((await tokens.take()).token).toBe('2')
})

test('two that take at once get different ones', async () => {
  const tokens = new TokenCache(source())
  await tokens.peek()
  const taken = await Promise.all([tokens.take(), tokens.take()])
  expect(new Set(taken.map(({ token }) => token)).size).toBe(2)
})

test('one that is about to end is replaced', async () => {
  const tokens = new TokenCache(source(1_000))
  await tokens.peek()
  expect((await tokens.take()).token).toBe('2')
})

test('a failure is not kept', async () => {
  const good = source()
  let failing = true
  const tokens = new TokenCache(async () => {
    if (failing) throw new Error('shop is down')
    return good()
  })
  await expect(tokens.peek()).rejects.toThrow('shop is down')
  failing = false
  expect((await tokens.take()).token).toBe('1')
})
