import { newId, type SubscriptionId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { picturePriorities, type ShownPicture } from './picture-priorities.ts'

const [screen, large, small] = [1, 2, 3].map(() => newId('subscription')) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
]

function picture(id: SubscriptionId, width: number): ShownPicture {
  const source = id === screen ? 'screen' : 'camera'
  return { id, source, size: { width, height: 90 } }
}

test('MED-13: what is shared comes first, then the largest picture', () => {
  const priorities = picturePriorities([
    picture(small, 160),
    picture(large, 640),
    picture(screen, 320),
  ])
  const inOrder = [screen, large, small].map((id) => priorities.get(id) ?? 0)
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a))
  expect(new Set(inOrder).size).toBe(3)
})

test('however many pictures there are, each priority is in the range of a media node', () => {
  const many = Array.from({ length: 64 }, () => picture(newId('subscription'), 160))
  const values = [...picturePriorities(many).values()]
  expect(Math.max(...values)).toBeLessThanOrEqual(255)
  expect(Math.min(...values)).toBeGreaterThanOrEqual(1)
})
