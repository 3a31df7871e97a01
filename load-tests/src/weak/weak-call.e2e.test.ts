import { expect, it } from 'vitest'
import { byTestId } from '../browser/index.ts'
import { remoteVideo, watchVideo } from '../connect/watched-call.ts'
import { openWorld, setClear } from '../connect/world.ts'
import { concealedShare, longestSoundGapMs } from './sound.ts'
import { startWeakCall } from './weak-call.ts'

const FLAGS = ['--autoplay-policy=no-user-gesture-required']
// Half of it is enough for the voice, but other tests run beside this. `npm run bench:weak` has the figures.
const TRICKLE = { delayMs: 50, rateBps: 60_000, queueBytes: 8_000 }

it('keeps the voice and shows stills at 60 kbps, and video again when the network is clear', async () => {
  await using world = await openWorld({ flags: FLAGS })
  await using call = await startWeakCall(world, 'visavis')
  world.shopper.relay.set({ up: TRICKLE, down: TRICKLE })
  // The first still: whatever was in the queues has left them.
  await call.page.waitForSelector(byTestId('remote-still'), { timeout: 60_000 })

  const [{ samples }, stills] = await Promise.all([call.receive(20_000), stillsIn(20_000)])
  expect(longestSoundGapMs(samples)).toBeLessThan(1_000)
  expect(concealedShare(samples)).toBeLessThan(0.3)
  expect(stills).toBeGreaterThan(1)

  setClear(world.shopper, world.advisor)
  const frames = async () => (await call.receive(3_000)).footage.frames.length
  await expect.poll(frames, { timeout: 60_000 }).toBeGreaterThan(20)

  async function stillsIn(durationMs: number): Promise<number> {
    const pictures = await call.samplePictures(durationMs)
    return new Set(pictures.map(({ stamp }) => stamp).filter((stamp) => stamp !== null)).size
  }
}, 240_000)

it('NET-7: shows video again after a reload while stills came, when the network is clear', async () => {
  await using world = await openWorld({ flags: FLAGS })
  await using call = await startWeakCall(world, 'visavis')
  world.shopper.relay.set({ up: TRICKLE, down: TRICKLE })
  await call.page.waitForSelector(byTestId('remote-still'), { timeout: 60_000 })
  setClear(world.shopper, world.advisor)
  await call.page.reload()
  const video = await remoteVideo(call.page)
  const frames = async () => (await watchVideo(call.page, video, 3_000)).frames.length
  await expect.poll(frames, { timeout: 60_000 }).toBeGreaterThan(10)
}, 240_000)
