import type { RoomState } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { PATIENCE, RecorderPatience } from './recorder-patience.ts'

const room = (kind: string, recorder: string | null) => ({
  state: {
    ended: null,
    recording: { id: 'rec', phase: { kind }, recorder },
  } as unknown as RoomState,
})

test('a recorder that nobody hears of any more is given up, and not before', () => {
  const patience = new RecorderPatience()
  const taken = [room('on', 'rec-1')]
  expect(patience.judge(taken, () => false, 0)).toEqual([])
  expect(patience.judge(taken, () => true, PATIENCE.lostMs)).toEqual([])
  expect(patience.judge(taken, () => false, PATIENCE.lostMs + 1)).toEqual([])
  const verdict = { kind: 'lost', recorder: 'rec-1' }
  expect(patience.judge(taken, () => false, 2 * PATIENCE.lostMs + 1)).toMatchObject([{ verdict }])
})

test('a recording that runs without a recorder has failed; one that waits for consent has time', () => {
  const patience = new RecorderPatience()
  expect(patience.judge([room('asked', null)], () => false, 0)).toEqual([])
  const alone = [room('on', null)]
  expect(patience.judge(alone, () => false, PATIENCE.unattendedMs)).toEqual([])
  const verdict = { kind: 'failed' }
  const judged = patience.judge(alone, () => false, 2 * PATIENCE.unattendedMs)
  expect(judged).toMatchObject([{ verdict }])
})
