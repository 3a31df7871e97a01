import { LIMITS, newId, type RoomEvent } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { takePage } from './event-page.ts'

function messages(count: number, text: string): RoomEvent[] {
  const participant = newId('participant')
  const person = newId('person')
  return Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    at: 1,
    type: 'message-posted',
    actor: participant,
    body: { message: newId('message'), participant, person, text },
  }))
}

test('short events fill a page by their number', () => {
  const events = messages(600, 'x')
  expect(takePage(events).length).toBeGreaterThan(300)
  expect(takePage(events).length).toBeLessThanOrEqual(LIMITS.eventsPerPage)
})

test('long ones fill it by their size, the first always fits', () => {
  const page = takePage(messages(600, 'x'.repeat(4_000)))
  expect(JSON.stringify(page).length).toBeLessThan(200_000)
  expect(takePage(messages(1, 'x'.repeat(400_000)))).toHaveLength(1)
})

test('nothing makes an empty page', () => {
  expect(takePage([])).toEqual([])
})
