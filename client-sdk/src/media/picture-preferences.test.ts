import { newId, type PicturePreference, type TrackId, VisavisError } from '@visavis/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Request } from '../connection/request.ts'
import { ConnectError } from '../errors.ts'
import { SILENT } from '../logger.ts'
import { PicturePreferences } from './picture-preferences.ts'

const SIZE = { width: 320, height: 180 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function open() {
  const told: PicturePreference[][] = []
  const server: { failures: Error[] } = { failures: [] }
  const request = (async (_method: string, { pictures }: { pictures: PicturePreference[] }) => {
    const failure = server.failures.shift()
    if (failure) throw failure
    told.push(pictures)
    return {}
  }) as unknown as Request
  const preferences = new PicturePreferences({ request, logger: SILENT })
  const arrive = (track: TrackId = newId('track')) => {
    const subscription = newId('subscription')
    preferences.follow(track, subscription)
    return { track, subscription }
  }
  return { preferences, told, server, arrive }
}

test('MED-13: several pictures are told with one request, each by its subscription', async () => {
  const { preferences, told, arrive } = open()
  const [first, second] = [arrive(), arrive()]
  preferences.prefer(first.track, SIZE)
  preferences.prefer(second.track, 'hidden')
  await vi.runAllTimersAsync()
  expect(told).toEqual([
    [
      { subscription: first.subscription, ...SIZE },
      { subscription: second.subscription, visible: false },
    ],
  ])
})

test('what did not change is not told again', async () => {
  const { preferences, told, arrive } = open()
  const { track } = arrive()
  preferences.prefer(track, SIZE)
  await vi.runAllTimersAsync()
  preferences.prefer(track, SIZE)
  await vi.runAllTimersAsync()
  expect(told).toHaveLength(1)
})

test('MED-13: it is told once more of the subscription of a new transport', async () => {
  const { preferences, told, arrive } = open()
  const { track } = arrive()
  preferences.prefer(track, SIZE)
  await vi.runAllTimersAsync()
  const { subscription } = arrive(track)
  await vi.runAllTimersAsync()
  expect(told.at(-1)).toEqual([{ subscription, ...SIZE }])
})

test.for(['connection-lost', 'timeout'] as const)(
  'what was not answered (%s) is told again by itself',
  async (reason) => {
    const { preferences, told, server, arrive } = open()
    const { track, subscription } = arrive()
    server.failures = [new ConnectError(reason), new ConnectError(reason)]
    preferences.prefer(track, 'hidden')
    await vi.runAllTimersAsync()
    expect(told).toEqual([[{ subscription, visible: false }]])
    expect(preferences.isHidden(track)).toBe(true)
  },
)

test('what a server that is shutting down refused is told after it', async () => {
  const { preferences, told, server, arrive } = open()
  const { track, subscription } = arrive()
  server.failures = [new VisavisError('shutting-down')]
  preferences.prefer(track, 'hidden')
  await vi.runAllTimersAsync()
  expect(told).toEqual([])
  preferences.tellSoon()
  await vi.runAllTimersAsync()
  expect(told).toEqual([[{ subscription, visible: false }]])
})

test('ROOM-7: one picture that has gone keeps none of the others', async () => {
  const { preferences, told, server, arrive } = open()
  const [gone, there] = [arrive(), arrive()]
  server.failures = [new VisavisError('not-found'), new VisavisError('not-found')]
  preferences.prefer(gone.track, SIZE)
  preferences.prefer(there.track, SIZE)
  await vi.runAllTimersAsync()
  expect(told).toEqual([[{ subscription: there.subscription, ...SIZE }]])
})

test('a size that no picture has is refused, and changes nothing', async () => {
  const { preferences, told, arrive } = open()
  const { track } = arrive()
  expect(() => preferences.prefer(track, { width: 0, height: 90 })).toThrow(
    expect.objectContaining({ code: 'invalid-request' }),
  )
  await vi.runAllTimersAsync()
  expect(told).toEqual([])
})
