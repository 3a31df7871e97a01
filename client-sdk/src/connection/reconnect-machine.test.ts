import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FIRST_ATTEMPTS,
  RETRY_DELAYS_MS,
  type ReconnectEffect,
  type ReconnectInput,
  type ReconnectState,
  STABLE_MS,
  step,
} from './reconnect-machine.ts'

const IDLE = { name: 'idle' } as ReconnectState

/** Runs inputs one second apart, unless they say when. */
function run(inputs: readonly ReconnectInput[], from: ReconnectState = IDLE, everyMs = 1_000) {
  let state = from
  let now = 0
  const effects: ReconnectEffect[] = []
  for (const input of inputs) {
    const next = step(state, input, now)
    state = next.state
    effects.push(...next.effects)
    now += everyMs
  }
  return { state, effects }
}

const unreachable = { type: 'failed', reason: 'unreachable', final: false, jitter: 1 } as const
const lost = { type: 'socket-closed', reason: 'connection-lost', jitter: 1 } as const
const open: ReconnectInput[] = [{ type: 'connect' }, { type: 'opened' }]

describe('the first connection', () => {
  test('opens', () => {
    const { state, effects } = run(open)
    expect(state.name).toBe('open')
    expect(effects).toEqual([{ type: 'attempt' }])
  })

  test('gives up after a few attempts, so that the person is told', () => {
    const tries: ReconnectInput[] = Array.from({ length: FIRST_ATTEMPTS }, () => [
      unreachable,
      { type: 'retry-due' } as const,
    ]).flat()
    const { state, effects } = run([{ type: 'connect' }, ...tries])
    expect(state).toEqual(IDLE)
    expect(effects.filter(({ type }) => type === 'attempt')).toHaveLength(FIRST_ATTEMPTS)
    expect(effects.at(-1)).toEqual({ type: 'give-up', reason: 'unreachable' })
  })

  test('gives up at once when trying again cannot help', () => {
    const refused = { type: 'failed', reason: 'token-refused', final: true, jitter: 0 } as const
    const { state, effects } = run([{ type: 'connect' }, refused])
    expect(state).toEqual(IDLE)
    expect(effects.at(-1)).toEqual({ type: 'give-up', reason: 'token-refused' })
  })
})

describe('a lost connection', () => {
  test('is sought for ever, at growing intervals up to the last', () => {
    const tries: ReconnectInput[] = Array.from({ length: 40 }, () => [
      { type: 'retry-due' } as const,
      unreachable,
    ]).flat()
    const { state, effects } = run([...open, lost, ...tries], IDLE, STABLE_MS)
    const waits = effects.flatMap((effect) => (effect.type === 'retry-after' ? effect.delayMs : []))
    expect(waits.slice(0, RETRY_DELAYS_MS.length)).toEqual(RETRY_DELAYS_MS)
    expect(new Set(waits.slice(RETRY_DELAYS_MS.length))).toEqual(new Set([RETRY_DELAYS_MS.at(-1)]))
    expect(state.name).toBe('waiting')
  })

  test('is tried at once when the network is back', () => {
    const { effects } = run([...open, lost, { type: 'online' }])
    expect(effects.slice(-2)).toEqual([{ type: 'stop' }, { type: 'attempt' }])
  })

  test.each(['taken-over', 'finished', 'token-invalid', 'protocol-violation'] as const)(
    'SES-9: is not sought after %s',
    (reason) => {
      const { state, effects } = run([...open, { type: 'socket-closed', reason, jitter: 0 }])
      expect(state).toEqual({ name: 'closed', reason })
      expect(effects.at(-1)).toEqual({ type: 'give-up', reason })
    },
  )

  test('that never lasts is sought at growing intervals', () => {
    const flapping: ReconnectInput[] = Array.from({ length: 5 }, () => [
      lost,
      { type: 'retry-due' } as const,
      { type: 'opened' } as const,
    ]).flat()
    const { effects } = run([...open, ...flapping], IDLE, 10)
    const waits = effects.flatMap((effect) => (effect.type === 'retry-after' ? effect.delayMs : []))
    expect(waits).toEqual(RETRY_DELAYS_MS.slice(0, 5))
  })

  test('clients of a stopping server come back at different times', () => {
    const waits = [0, 0.5, 0.9].map((jitter) => {
      const input = { type: 'socket-closed', reason: 'shutting-down', jitter } as const
      return run([...open, input], IDLE, STABLE_MS).effects.at(-1)
    })
    expect(new Set(waits.map((wait) => JSON.stringify(wait))).size).toBe(3)
  })

  test('that a server stops remains the reason while it may be starting anew', () => {
    const stopped = { type: 'socket-closed', reason: 'shutting-down', jitter: 1 } as const
    const again = [unreachable, { type: 'retry-due' }] as const
    const reasonAfter = (tries: number) => {
      const tried = Array.from({ length: tries }, () => again).flat()
      return run([...open, stopped, { type: 'retry-due' }, ...tried], IDLE, STABLE_MS).state
    }
    expect(reasonAfter(3)).toMatchObject({ reason: 'shutting-down' })
    expect(reasonAfter(8)).toMatchObject({ reason: 'unreachable' })
  })
})

test('closing stops what is under way, and nothing happens after it', () => {
  const { effects: whileWaiting } = run([...open, lost, { type: 'close' }, { type: 'retry-due' }])
  expect(whileWaiting.at(-1)).toEqual({ type: 'stop' })
  const { effects: whileOpen } = run([...open, { type: 'close' }, lost])
  expect(whileOpen.at(-1)).toEqual({ type: 'close-socket' })
})

const jitter = fc.double({ min: 0, max: 0.999, noNaN: true })
const reason = fc.constantFrom('unreachable', 'taken-over', 'shutting-down', 'heartbeat-lost')
const anyInput: fc.Arbitrary<ReconnectInput> = fc.oneof(
  fc.record({ type: fc.constant('connect') }),
  fc.record({ type: fc.constant('opened') }),
  fc.record({ type: fc.constant('failed'), reason, final: fc.boolean(), jitter }),
  fc.record({ type: fc.constant('socket-closed'), reason, jitter }),
  fc.record({ type: fc.constant('retry-due') }),
  fc.record({ type: fc.constant('online') }),
  fc.record({ type: fc.constant('close') }),
) as fc.Arbitrary<ReconnectInput>

test('whatever happens, at most one attempt or wait is under way, and no wait exceeds the last', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
      let state = IDLE
      for (const [index, input] of inputs.entries()) {
        const before = state
        const next = step(state, input, index * 500)
        state = next.state
        const started = next.effects.filter(({ type }) => type === 'attempt').length
        expect(started).toBe(state.name === 'attempting' && before.name !== 'attempting' ? 1 : 0)
        for (const effect of next.effects) {
          if (effect.type === 'retry-after') expect(effect.delayMs).toBeLessThanOrEqual(5_000)
        }
        expect(state.name === 'waiting' && before.name !== 'waiting').toBe(
          next.effects.some(({ type }) => type === 'retry-after'),
        )
      }
    }),
  )
})
