import { expect, test, vi } from 'vitest'
import { Emitter } from '../emitter.ts'
import type { RoomEvents } from '../room/room-events.ts'
import type { RemoteTrack } from '../tracks.ts'
import { firstPicture } from './first-picture.ts'

class SmallRoom extends Emitter<RoomEvents> {
  readonly remoteTracks = new Map<RemoteTrack['id'], RemoteTrack>()

  offer(remote: RemoteTrack): void {
    this.remoteTracks.set(remote.id, remote)
    this.emit('track', remote)
  }

  paint(): void {
    this.emit('timing', { stages: {}, isPrepared: true, connectMs: undefined })
  }
}

/** A track before its first packet; an `unmute` event is the first packet. */
function remoteOf(kind: 'audio' | 'video') {
  const track = Object.assign(new EventTarget(), { kind, muted: true })
  return { track, remote: { id: kind, kind, track } as unknown as RemoteTrack }
}

function settled(promise: Promise<void>) {
  const state = { done: false }
  void promise.then(() => {
    state.done = true
  })
  return state
}

test('waits for the first packet of a picture, and for it to be painted', async () => {
  vi.useFakeTimers()
  const room = new SmallRoom()
  const state = settled(firstPicture(room, 1_000))
  const { track, remote } = remoteOf('video')
  room.offer(remote)
  await vi.advanceTimersByTimeAsync(500)
  expect(state.done).toBe(false)
  track.dispatchEvent(new Event('unmute'))
  await vi.advanceTimersByTimeAsync(200)
  expect(state.done).toBe(true)
  vi.useRealTimers()
})

test('goes on at once when the picture is painted', async () => {
  vi.useFakeTimers()
  const room = new SmallRoom()
  const state = settled(firstPicture(room, 1_000))
  const { track, remote } = remoteOf('video')
  room.offer(remote)
  track.dispatchEvent(new Event('unmute'))
  await vi.advanceTimersByTimeAsync(20)
  expect(state.done).toBe(false)
  room.paint()
  await vi.advanceTimersByTimeAsync(0)
  expect(state.done).toBe(true)
  vi.useRealTimers()
})

test('sound alone is no picture; patience ends', async () => {
  vi.useFakeTimers()
  const room = new SmallRoom()
  const { track, remote } = remoteOf('audio')
  room.offer(remote)
  const state = settled(firstPicture(room, 300))
  track.dispatchEvent(new Event('unmute'))
  await vi.advanceTimersByTimeAsync(200)
  expect(state.done).toBe(false)
  await vi.advanceTimersByTimeAsync(101)
  expect(state.done).toBe(true)
  vi.useRealTimers()
})
