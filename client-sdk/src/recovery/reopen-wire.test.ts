import { expect, test } from 'vitest'
import { WirePair } from '../../test/wire-pair.ts'
import type { Wire } from '../connection/wire.ts'
import { reopenWire } from './reopen-wire.ts'

/** Sockets that open or fail when the test says so, and a server that is found when it says so. */
function start({ chanceIsOver = true } = {}) {
  const tries: {
    open(): Wire
    fail(): void
    signal: AbortSignal
  }[] = []
  let reach = () => {}
  let isWatching = true
  const leaving = new AbortController()
  const opening = reopenWire({
    url: 'ws://server',
    signal: leaving.signal,
    openWire: (_url, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Wire>()
      const { client } = new WirePair()
      const open = () => {
        resolve(client)
        return client
      }
      tries.push({ open, fail: () => reject(new Error('no')), signal })
      signal.addEventListener('abort', () => reject(new Error('aborted')))
      return promise
    },
    watch: (onReachable) => {
      reach = onReachable
      return () => {
        isWatching = false
      }
    },
  })
  const hurry = async () => {
    if (chanceIsOver) await new Promise((resolve) => setTimeout(resolve, 310))
    reach()
  }
  return { opening, tries, hurry, leaving, isWatching: () => isWatching }
}

test('what opens is taken, and nothing is watched any more', async () => {
  const { opening, tries, isWatching } = start()
  const wire = tries[0]?.open()
  expect(await opening).toBe(wire)
  expect(isWatching()).toBe(false)
})

test('when the server is found, another takes the place of a socket that hangs', async () => {
  const { opening, tries, hurry } = start()
  await hurry()
  expect(tries.map(({ signal }) => signal.aborted)).toEqual([true, false])
  const wire = tries[1]?.open()
  expect(await opening).toBe(wire)
})

test('a socket that was begun just now is left alone', async () => {
  const { tries, hurry } = start({ chanceIsOver: false })
  await hurry()
  expect(tries).toHaveLength(1)
})

test('a failure ends the attempt, an abort too', async () => {
  const failing = start()
  failing.tries[0]?.fail()
  await expect(failing.opening).rejects.toThrow('no')
  const leaving = start()
  leaving.leaving.abort()
  await expect(leaving.opening).rejects.toThrow('aborted')
})
