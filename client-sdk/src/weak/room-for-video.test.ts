import { describe, expect, it } from 'vitest'
import { type Look, RoomForVideo } from './room-for-video.ts'

const GOOD: Look = {
  at: 0,
  receivedBps: 800_000,
  lostShare: 0,
  concealedShare: 0,
  frames: 15,
  roundTripMs: 60,
  sendBps: 1_000_000,
  isPictureExpected: true,
}
const FULL: Partial<Look> = { receivedBps: 28_000, concealedShare: 0.5, lostShare: 0.6, frames: 0 }

/** Looks twice a second from `from` on; answers whether it was narrow at the end. */
function look(room: RoomForVideo, from: number, seconds: number, change: Partial<Look>): boolean {
  for (let at = from; at < from + seconds * 1_000; at += 500) room.look({ ...GOOD, ...change, at })
  return room.isNarrow
}

describe('room for video', () => {
  it('is gone within a second when the sound breaks at a low rate', () => {
    expect(look(new RoomForVideo('receive'), 0, 1, FULL)).toBe(true)
  })

  it('is gone as soon when the rate was cut, before losses are known', () => {
    const room = new RoomForVideo('receive')
    look(room, 0, 2, {})
    expect(look(room, 2_000, 1, { ...FULL, lostShare: 0 })).toBe(true)
  })

  it('is there where a busy machine breaks the sound', () => {
    const busy = { receivedBps: 70_000, concealedShare: 0.5, lostShare: 0.2 }
    expect(look(new RoomForVideo('receive'), 0, 20, busy)).toBe(false)
  })

  it('is there while the server answers at once: it is somebody else who has none', () => {
    const room = new RoomForVideo('receive')
    expect(look(room, 0, 0.5, FULL)).toBe(false)
    expect(room.isDoubted).toBe(true)
    expect(look(room, 500, 30, { ...FULL, isWayQuick: true })).toBe(false)
    const queued = { ...FULL, isWayQuick: true, roundTripMs: 900 }
    expect(look(room, 30_500, 1, queued)).toBe(true)
    expect(room.isDoubted).toBe(false)
  })

  it('is gone when a narrow network becomes a fifth of what it was', () => {
    const room = new RoomForVideo('receive')
    look(room, 0, 5, { receivedBps: 100_000 })
    expect(look(room, 5_000, 1, { ...FULL, lostShare: 0, receivedBps: 30_000 })).toBe(true)
  })

  it('is not gone after one bad moment', () => {
    const room = new RoomForVideo('receive')
    expect(look(room, 0, 0.5, FULL)).toBe(false)
    expect(look(room, 500, 5, {})).toBe(false)
  })

  it('is gone where good moments lie between bad ones', () => {
    const room = new RoomForVideo('receive')
    look(room, 0, 0.5, FULL)
    look(room, 500, 0.5, { ...FULL, concealedShare: 0 })
    expect(look(room, 1_000, 0.5, FULL)).toBe(true)
  })

  it('is gone when the picture stops and the sound is not whole at a rate that was cut', () => {
    const cut = { receivedBps: 30_000, concealedShare: 0.1, frames: 1 }
    const room = new RoomForVideo('receive')
    look(room, 0, 2, {})
    expect(look(room, 2_000, 1, cut)).toBe(true)
  })

  it('is there when a cut leaves a voice and room for the smallest picture', () => {
    const cut = { receivedBps: 50_000, concealedShare: 0.1, frames: 0 }
    const room = new RoomForVideo('receive')
    look(room, 0, 2, {})
    expect(look(room, 2_000, 3, cut)).toBe(false)
  })

  it('is there when a camera stops for a while', () => {
    const stopped = { receivedBps: 40_000, frames: 0 }
    const room = new RoomForVideo('receive')
    look(room, 0, 2, {})
    expect(look(room, 2_000, 3, stopped)).toBe(false)
  })

  it('is there where much is lost at a high rate', () => {
    expect(look(new RoomForVideo('receive'), 0, 20, { lostShare: 0.2, concealedShare: 0.1 })).toBe(
      false,
    )
  })

  it('is there where little is sent: a voice alone is no trouble', () => {
    const quiet = { receivedBps: 40_000, isPictureExpected: false, frames: 0 }
    expect(look(new RoomForVideo('receive'), 0, 60, quiet)).toBe(false)
  })

  it('is gone when the picture stays away at a low rate', () => {
    const dark = { receivedBps: 60_000, frames: 0 }
    expect(look(new RoomForVideo('receive'), 0, 2, dark)).toBe(false)
    expect(look(new RoomForVideo('receive'), 0, 5, dark)).toBe(true)
  })

  it('to send is gone when the browser may send too little for three seconds', () => {
    const full = { sendBps: 30_000, roundTripMs: 900 }
    expect(look(new RoomForVideo('send'), 0, 2.5, full)).toBe(false)
    expect(look(new RoomForVideo('send'), 0, 3, full)).toBe(true)
    expect(look(new RoomForVideo('send'), 0, 9, { sendBps: 30_000 })).toBe(false)
    expect(look(new RoomForVideo('send'), 0, 10, { sendBps: null })).toBe(false)
  })

  it('comes back when stills show that there is much of it, not before', () => {
    const room = new RoomForVideo('receive')
    look(room, 0, 1, FULL)
    expect(room.noteRate(500_000, 2_000)).toBe(false)
    expect(room.noteRate(60_000, 8_000)).toBe(false)
    expect(room.noteRate(300_000, 9_000)).toBe(false)
    expect(room.noteRate(300_000, 10_000)).toBe(true)
    expect(room.isNarrow).toBe(false)
    look(room, 100_000, 1, FULL)
    expect(room.noteRate(500_000, 110_000)).toBe(true)
  })

  it('is tried later after each try that failed', () => {
    const room = new RoomForVideo('receive')
    const waits: number[] = []
    for (let at = 0, tries = 0; tries < 4; tries += 1) {
      look(room, at, 1, FULL)
      const narrowAt = at
      while (!room.noteRate(500_000, at)) at += 500
      waits.push(at - narrowAt)
      at += 500
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(waits.at(-1)).toBeGreaterThan(30_000)
  })

  it('comes back without stills when the network is quiet for ten seconds', () => {
    const room = new RoomForVideo('receive')
    look(room, 0, 1, FULL)
    const quiet = { receivedBps: 25_000, isPictureExpected: false, frames: 0 }
    expect(look(room, 1_000, 5, quiet)).toBe(true)
    expect(look(room, 6_000, 10, quiet)).toBe(false)
  })
})
