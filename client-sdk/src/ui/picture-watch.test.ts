import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PictureWatch } from './picture-watch.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function video() {
  let totalVideoFrames = 0
  return {
    show: (frames: number) => {
      totalVideoFrames += frames
    },
    getVideoPlaybackQuality: () => ({ totalVideoFrames }) as VideoPlaybackQuality,
  }
}

test('a picture that moves, stops and moves again', () => {
  const seen: boolean[] = []
  const watch = new PictureWatch((isStill) => seen.push(isStill))
  const picture = video()
  watch.start(picture)
  for (const frames of [40, 0, 0, 3]) {
    picture.show(frames)
    watch.start(picture)
    vi.advanceTimersByTime(1_500)
  }
  expect(seen).toEqual([false, true, true, false])
})

test('nothing is looked at after the end', () => {
  const seen: boolean[] = []
  const watch = new PictureWatch((isStill) => seen.push(isStill))
  watch.start(video())
  watch.stop()
  vi.advanceTimersByTime(10_000)
  expect(seen).toEqual([])
})
