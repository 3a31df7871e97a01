import { expect, test } from 'vitest'
import { type FlowEffect, flowFrom, LOOK_MS, type Look, stepFlow } from './flow-machine.ts'

const MOVING: Look = { isExpected: true, hasMoved: true, isSuspicious: false }
const SILENT: Look = { isExpected: true, hasMoved: false, isSuspicious: false }

/** Looks as often as the watch does. Answers what is to be done, and after how much of the last look. */
function watch(looks: readonly { readonly look: Look; readonly forMs: number }[]) {
  let state = flowFrom(0)
  let now = 0
  const effects: { effect: FlowEffect; afterMs: number }[] = []
  for (const { look, forMs } of looks) {
    for (let passed = LOOK_MS; passed <= forMs; passed += LOOK_MS) {
      now += LOOK_MS
      const next = stepFlow(state, look, now)
      state = next.state
      if (next.effect) effects.push({ effect: next.effect, afterMs: passed })
    }
  }
  return effects
}

test('what flows is left alone', () => {
  expect(watch([{ look: MOVING, forMs: 60_000 }])).toEqual([])
})

test('silence is doubted soon and called a stall later, once each', () => {
  const effects = watch([
    { look: MOVING, forMs: 2_000 },
    { look: SILENT, forMs: 20_000 },
  ])
  expect(effects).toEqual([
    { effect: 'ask', afterMs: 400 },
    { effect: 'stall', afterMs: 3_600 },
  ])
})

test('where the socket was lost too, silence is a stall at once', () => {
  const look = { ...SILENT, isSuspicious: true }
  const effects = watch([
    { look: MOVING, forMs: 2_000 },
    { look, forMs: 2_000 },
  ])
  expect(effects).toEqual([
    { effect: 'ask', afterMs: 400 },
    { effect: 'stall', afterMs: 600 },
  ])
})

test('on a full network silence is a stall much later, also where the socket was lost', () => {
  const look = { ...SILENT, isNetworkFull: true, isSuspicious: true }
  const effects = watch([
    { look: MOVING, forMs: 2_000 },
    { look, forMs: 20_000 },
  ])
  expect(effects).toEqual([
    { effect: 'ask', afterMs: 400 },
    { effect: 'stall', afterMs: 8_000 },
  ])
})

test('nothing is missed that nobody sends', () => {
  const look = { ...SILENT, isExpected: false }
  expect(watch([{ look, forMs: 60_000 }])).toEqual([])
})

test('a still each second is no stall', () => {
  const second = [
    { look: SILENT, forMs: 800 },
    { look: MOVING, forMs: 200 },
  ]
  const effects = watch([{ look: MOVING, forMs: 2_000 }, ...Array(20).fill(second).flat()])
  expect(effects.length).toBeLessThanOrEqual(2)
  expect(effects.map(({ effect }) => effect)).not.toContain('stall')
})

test('after a sleep the server is asked, and silence counts from then', () => {
  const { state, effect } = stepFlow(flowFrom(0), SILENT, 3_600_000)
  expect(effect).toBe('ask')
  expect(state.movedAt).toBe(3_600_000)
})
