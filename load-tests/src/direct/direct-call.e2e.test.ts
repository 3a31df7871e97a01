import { expect, it } from 'vitest'
import { launchBrowser } from '../browser/index.ts'
import { frameReaderScript, stampedCameraScript } from '../page-scripts.ts'
import { stampAgeMs } from '../stamp/stamp-code.ts'
import { CAMERA } from '../stamp/stamped-camera.ts'
import { startBlankSite } from './blank-site.ts'
import { linkPages, startDirectCall } from './direct-call.ts'

const SETTINGS = { ...CAMERA, maxBitrateBps: 700_000, scalabilityMode: 'L1T3' }

it('carries readable stamps between two browsers, and leaves no process behind', async () => {
  await using site = await startBlankSite()
  const caller = await launchBrowser()
  await using callee = await launchBrowser()
  const viewer = await caller.newPage()
  const camera = await callee.newPage()
  await camera.evaluateOnNewDocument(stampedCameraScript())
  await viewer.evaluateOnNewDocument(frameReaderScript())
  await Promise.all([viewer.goto(site.url), camera.goto(site.url)])
  await linkPages(viewer, camera)

  const call = await startDirectCall(viewer, camera, SETTINGS)
  const read = () => viewer.evaluate(() => visavisFrames.read(visavisDirect.video(), 2_000))
  let frames = await read()
  const readAgain = async () => {
    frames = await read()
    return frames.length
  }
  await expect.poll(readAgain, { timeout: 20_000 }).toBeGreaterThan(20)
  await call[Symbol.asyncDispose]()

  const ages = frames.map(({ stamp, units }) => (stamp === null ? -1 : stampAgeMs(stamp, units)))
  expect(ages.filter((age) => age > 0 && age < 1_000).length / ages.length).toBeGreaterThan(0.9)

  const { pid } = caller.browser.process() ?? {}
  await caller.close()
  expect(() => process.kill(pid ?? 0, 0)).toThrow()
})
