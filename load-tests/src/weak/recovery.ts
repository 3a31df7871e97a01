import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { observeMedia } from '../browser/index.ts'
import { wallClockMs } from '../connect/watched-call.ts'
import type { World } from '../connect/world.ts'
import { startBlankSite } from '../direct/blank-site.ts'
import { startDirectCall } from '../direct/direct-call.ts'
import type { LinkConditions } from '../network/index.ts'
import { CAMERA } from '../stamp/stamped-camera.ts'
import { linkPagesThrough } from './direct-link.ts'
import type { MediaWatch } from './media-sampler.ts'
import { rateBps, recoveryMs } from './rate.ts'
import { noisyCameraScript, samplerScript, toneMicrophoneScript } from './scripts.ts'
import { startWeakCall } from './weak-call.ts'

export const RECOVERY_PATHS = ['visavis', 'direct'] as const
export type RecoveryPath = (typeof RECOVERY_PATHS)[number]

export interface Recovery {
  readonly usualBps: number
  readonly narrowBps: number
  readonly ms: number
}

const WIDE = { delayMs: 25, rateBps: 2_000_000, queueBytes: 60_000 }
const NARROW = { delayMs: 25, rateBps: 150_000, queueBytes: 15_000 }
const WIDE_MS = 15_000
const NARROW_MS = 15_000
/** What is not back by then counts as if it came then. */
const AGAIN_MS = 20_000
const LOOK_EVERY_MS = 1_000
/** At the end of each phase, in which the rate is as it stays. */
const STEADY_MS = 5_000
/** As the SDK sends the full size of a 640×360 camera, so that only the path differs. */
const SETTINGS = { ...CAMERA, maxBitrateBps: 700_000, scalabilityMode: 'L1T3' }

/** How long the picture takes to be itself again after the network is. */
export function measureRecovery(world: World, path: RecoveryPath): Promise<Recovery> {
  return path === 'direct' ? recoverDirect(world) : recoverVisavis(world)
}

async function recoverVisavis(world: World): Promise<Recovery> {
  await using call = await startWeakCall(world, 'visavis', { camera: noisyCameraScript() })
  return await narrowAndWiden(call.page, (down) => world.shopper.relay.set({ down }))
}

async function recoverDirect({ shopper, advisor }: World): Promise<Recovery> {
  await using undo = new AsyncDisposableStack()
  const site = undo.use(await startBlankSite())
  const viewer = undo.adopt(await shopper.browser.newPage(), (page) => page.close())
  const camera = undo.adopt(await advisor.browser.newPage(), (page) => page.close())
  const link = undo.use(await linkPagesThrough(viewer, camera))
  for (const page of [viewer, camera]) {
    await observeMedia(page)
    for (const script of [noisyCameraScript(), toneMicrophoneScript(), samplerScript()]) {
      await page.evaluateOnNewDocument(script)
    }
    await page.goto(site.url)
  }
  undo.use(await startDirectCall(viewer, camera, SETTINGS))
  return await narrowAndWiden(viewer, (down) => link.setDown(down))
}

async function narrowAndWiden(
  page: Page,
  setDown: (down: Partial<LinkConditions>) => void,
): Promise<Recovery> {
  setDown(WIDE)
  await using watch = await page.evaluateHandle((): MediaWatch => ({ samples: [], isOver: false }))
  const sampling = page.evaluate(
    (one, durationMs) => visavisSamples.media(visavisPeers.list, durationMs, one),
    watch,
    WIDE_MS + NARROW_MS + AGAIN_MS,
  )
  await delay(WIDE_MS)
  const narrowAt = wallClockMs()
  setDown(NARROW)
  await delay(NARROW_MS)
  const since = wallClockMs()
  setDown(WIDE)
  const before = await page.evaluate(({ samples }) => samples, watch)
  const usualBps = rateBps(before, { from: narrowAt - STEADY_MS, to: narrowAt })
  const narrowBps = rateBps(before, { from: since - STEADY_MS, to: since })
  const goal = { usualBps, since, share: 0.9 }
  while (wallClockMs() < since + AGAIN_MS) {
    await delay(LOOK_EVERY_MS)
    const samples = await page.evaluate((one) => one.samples, watch)
    if (recoveryMs(samples, goal) !== undefined) break
  }
  await page.evaluate((one) => {
    one.isOver = true
  }, watch)
  return { usualBps, narrowBps, ms: recoveryMs(await sampling, goal) ?? wallClockMs() - since }
}
