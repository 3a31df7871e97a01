import { newId, type SfuRequest } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { noticesOfLoss } from './lost-workers.ts'
import { PlacedSessions } from './placed-sessions.ts'

function place(worker: string, session: string): SfuRequest {
  const params = { transport: newId('transport'), worker, session, scope: 'room' }
  return { method: 'transport.create', params }
}

test('SFU-13: knows whose media is where, until it is closed or told to be dead', () => {
  const placed = new PlacedSessions()
  placed.asked([place('w0', 'ada'), place('w0', 'bob'), place('w1', 'eve')])
  placed.asked([{ method: 'session.close', params: { session: 'bob' } }])
  placed.told({
    notice: 'worker.died',
    params: { worker: 'w1', replacement: 'w2', sessions: ['eve'] },
  })
  expect(placed.takeAll()).toEqual(new Map([['w0', new Set(['ada'])]]))
  expect(placed.takeAll()).toEqual(new Map())
})

test('SFU-13: a forgetful node has lost every worker that it had', () => {
  const lost = new Map([['old', new Set(['ada'])]])
  const workers = [{ worker: 'new', transports: 0, consumers: 0 }]
  const description = { result: { node: 'n', rtpCapabilities: {}, workers } }
  expect(noticesOfLoss(lost, description)).toEqual([
    { notice: 'worker.died', params: { worker: 'old', replacement: 'new', sessions: ['ada'] } },
  ])
  const none = { result: { ...description.result, workers: [] } }
  expect(noticesOfLoss(lost, none)).toBeUndefined()
  expect(noticesOfLoss(lost, { error: { code: 'internal', message: 'No.' } })).toBeUndefined()
  expect(noticesOfLoss(lost, undefined)).toBeUndefined()
})
