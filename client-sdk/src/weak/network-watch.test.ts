import {
  EMPTY_ROOM,
  type NotificationParams,
  type ParticipantId,
  type RoomState,
  type TrackId,
} from '@visavis/protocol/browser'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Request } from '../connection/request.ts'
import { NetworkWatch } from './network-watch.ts'
import type { Arriving } from './patience.ts'

const ME = 'prt_me' as ParticipantId
const OTHER = 'prt_other' as ParticipantId
const CAMERA = 'trk_camera' as TrackId
const SILENT = { debug() {}, info() {}, warn() {}, error() {} }
const STILL = Buffer.from(`RIFF....WEBP${'x'.repeat(500)}`)
const STILLS = { isWeak: true, receiveBps: 5_000, sendBps: 5_000 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('goes on with the stills that an earlier page had, and finds the way back by itself', async () => {
  using call = startWatch()
  call.hear({ weak: [ME], stills: [CAMERA] })
  expect(call.reports).toEqual([STILLS])
  await vi.advanceTimersByTimeAsync(4_000)
  expect(call.reports.at(-1)).toMatchObject({ isWeak: true, receiveBps: expect.any(Number) })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(call.reports.at(-1)).toEqual({ isWeak: false })
})

it('stays with them where stills still come slowly', async () => {
  using call = startWatch({ pieceMs: 1_000 })
  call.hear({ weak: [ME], stills: [CAMERA] })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(call.reports[0]).toEqual(STILLS)
  expect(call.reports.every((report) => 'receiveBps' in report)).toBe(true)
})

it('takes back that its network is weak where an earlier page said no more than that', async () => {
  using call = startWatch()
  call.hear({ weak: [OTHER, ME], stills: [] })
  expect(call.reports).toEqual([{ isWeak: false }])
  call.hear({ weak: [OTHER, ME], stills: [] })
  expect(call.reports).toHaveLength(1)
})

it('tells nothing where somebody else’s network is weak', async () => {
  using call = startWatch()
  call.hear({ weak: [OTHER], stills: [CAMERA] })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(call.reports).toEqual([])
})

function startWatch({ pieceMs = 10 } = {}) {
  const reports: object[] = []
  let still = 0
  const answers: Record<string, (params: { length: number; offset: number }) => object> = {
    'network.report': (report) => {
      reports.push(report)
      return {}
    },
    'still.read': ({ offset, length }) => {
      if (offset === 0) still += 1
      const data = STILL.subarray(offset, offset + length).toString('base64')
      return { still, size: STILL.length, data }
    },
  }
  const request = (async (method: string, params: never) => {
    const answer = answers[method]?.(params) ?? {}
    await new Promise((resolve) => setTimeout(resolve, pieceMs))
    return answer
  }) as unknown as Request
  const watch = new NetworkWatch({
    request,
    tell: request,
    logger: SILENT,
    participant: ME,
    state: () => ROOM,
    transports: () => [],
    arriving: () => [ARRIVING],
    localTracks: () => new Map(),
    onNetwork() {},
    onStill() {},
    onRoundTrip() {},
  })
  return {
    reports,
    hear: (params: NotificationParams<'network.changed'>) =>
      watch.receive({ method: 'network.changed', params }),
    [Symbol.dispose]: () => watch.stop(),
  }
}

const ARRIVING = { receiver: { track: { kind: 'video' } } } as Arriving

const ROOM = {
  ...EMPTY_ROOM,
  participants: { [OTHER]: { id: OTHER, presence: 'connected' } },
  tracks: {
    [CAMERA]: { id: CAMERA, participant: OTHER, kind: 'video', source: 'camera', muted: false },
  },
} as unknown as RoomState
