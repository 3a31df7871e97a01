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

function watched({ isSeen = () => true, frames }: { isSeen?: () => boolean; frames: number[] }) {
  const said: (readonly [second: number, isStill: boolean])[] = []
  let second = 0
  const watch = new PictureWatch((isStill) => said.push([second, isStill]), isSeen)
  const picture = video()
  for (const count of frames) {
    watch.start(picture)
    picture.show(count)
    second += 1
    vi.advanceTimersByTime(1_000)
  }
  return { said, watch }
}

test('a picture that stops and moves again', () => {
  const { said } = watched({ frames: [15, 0, 14, 0, 0, 0, 3] })
  expect(said).toEqual([
    [5, true],
    [7, false],
  ])
})

test('a picture that has not begun', () => {
  expect(watched({ frames: [0, 0, 0, 0, 0] }).said).toEqual([])
})

test('a picture that nobody sees', () => {
  expect(watched({ isSeen: () => false, frames: [15, 0, 0, 0, 0] }).said).toEqual([])
})

test('nothing is looked at after the end, and nothing is still', () => {
  const { said, watch } = watched({ frames: [15, 0, 0] })
  watch.stop()
  vi.advanceTimersByTime(10_000)
  expect(said).toEqual([
    [3, true],
    [3, false],
  ])
})
