import { setTimeout as delay } from 'node:timers/promises'
import {
  type Picture,
  pictureOf,
  type Received,
  received,
  waitForReceived,
} from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { expect } from 'vitest'

/** The fake microphone beeps once a second: two seconds without sound are silence. */
const SILENCE_MS = 2_000
/** A frame on its way when the camera went off may still arrive. */
const STILL_FRAMES = 2

/** From now on, half a second of picture and a beep arrive. */
export async function expectPictureAndSound(page: Page): Promise<void> {
  await expectPicture(page)
  await expectSound(page)
}

export async function expectPicture(page: Page): Promise<void> {
  const start = await received(page)
  const hasMoved = (now: Received) => now.framesDecoded - start.framesDecoded >= 15
  await waitForReceived(page, 'picture', hasMoved)
  // The element shows a frame a moment after it was decoded.
  const light = async () => lightOf(await pictureOf(page, 'remote-video'))
  await expect.poll(light, { timeout: 10_000 }).toBeGreaterThan(60)
  const first = await pictureOf(page, 'remote-video')
  const life = async () => lifeSince(first, await pictureOf(page, 'remote-video'))
  await expect.poll(life, { timeout: 10_000 }).toBeGreaterThan(30)
}

function lightOf({ colour, brightest }: Picture): number {
  return Math.max(...colour, brightest)
}

/** A picture has differences in it, or becomes another: Firefox's test camera shows colours one after the other. */
function lifeSince(first: Picture, now: Picture): number {
  const changes = now.colour.map((value, index) => Math.abs(value - (first.colour[index] ?? value)))
  return Math.max(now.contrast, ...changes)
}

export async function expectSound(page: Page): Promise<void> {
  const start = await received(page)
  await waitForReceived(page, 'sound', (now) => now.audioEnergy > start.audioEnergy)
}

/** Waits until the sound has stopped: two looks, a while apart, find the same energy. */
export async function expectSilence(page: Page): Promise<void> {
  let last = await received(page)
  for (let look = 0; look < 5; look += 1) {
    await delay(SILENCE_MS)
    const now = await received(page)
    if (now.audioEnergy === last.audioEnergy) return
    last = now
  }
  throw new Error('The sound goes on')
}

/** No frames come any more. */
export async function expectNoPicture(page: Page): Promise<void> {
  let last = await received(page)
  for (let look = 0; look < 5; look += 1) {
    await delay(1_000)
    const now = await received(page)
    if (now.framesDecoded - last.framesDecoded <= STILL_FRAMES) return
    last = now
  }
  throw new Error('The picture goes on')
}
