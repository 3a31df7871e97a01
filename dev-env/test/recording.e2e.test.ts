import { byTestId, clickTestId, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import { RecordedFiles } from '@visavis/load-tests/recording'
import type { TenantId } from '@visavis/protocol'
import { openKeyRing, openRecordingStore } from '@visavis/recorder'
import { probe } from '@visavis/recorder/testing'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { type Stack, startDemo } from '../src/index.ts'
import { startCall, useStage } from './call-fixture.ts'
import { chatTexts, sayInChat } from './chat.ts'
import type { House } from './house.ts'
import { SCREEN } from './screen.ts'

const NUMBER = '+49 30 901820'

let stack: Stack
const stage = useStage(openHouse)

it('REC-1, REC-3, REC-8: both are shown the notice, what they show until one withdraws becomes files that play', async () => {
  await using call = await startCall(stage())
  const { shop, desk } = call
  await clickTestId(desk, 'share-screen')
  await clickTestId(desk, 'record-start')
  for (const page of [desk, shop]) await indicates(page, 'off')
  const asked = Date.now()
  for (const page of [desk, shop]) await clickTestId(page, 'consent-accept')
  for (const page of [desk, shop]) await indicates(page, 'on')
  const receipt = savedText(shop)
  await clickTestId(shop, 'consent-receipt')
  expect(JSON.parse(await receipt)).toMatchObject({ receipt: { state: 'given' } })
  await playFor(shop, 3)
  const withdrawing = Date.now()
  await clickTestId(shop, 'consent-withdraw')
  for (const page of [desk, shop]) await indicates(page, 'paused')
  const withdrawn = Date.now()
  await clickTestId(desk, 'record-stop')
  await expect.poll(() => stack.recorder?.recordings, { timeout: 10_000 }).toBe(0)
  await stack.recorder?.shipper.drained()
  await using recorded = await openFiles()
  const [manifest] = recorded.manifests
  expect(manifest?.pauses).toMatchObject([{ because: 'consent' }])
  const sources = manifest?.tracks.map(({ source }) => source).sort()
  const own = ['camera', 'camera', 'microphone', 'microphone']
  expect(sources).toEqual([...own, 'screen', 'screen-audio'])
  for (const { part, path } of recorded.files) {
    const { frames, complaints, sizes } = await probe(path)
    const { file, endedBy } = part
    expect({ file, complaints, frames, endedBy }).toEqual({
      ...{ file, complaints: '', frames: part.frames, endedBy: 'consent' },
    })
    expect(part.startsAt).toBeGreaterThan(asked)
    expect(part.endsAt).toBeGreaterThan(withdrawing - 500)
    expect(part.endsAt).toBeLessThan(withdrawn)
    if (part.codec.startsWith('av01')) expect(sizes).toContain(`${SCREEN.width}x${SCREEN.height}`)
  }
  await sayInChat(shop, `Call ${NUMBER}`)
  const [masked] = await chatTexts(desk, 1)
  expect(masked).toContain('***')
  await clickTestId(desk, 'unmask')
  await waitUntilGone(desk, 'unmask')
  expect(await chatTexts(desk, 1)).toEqual([`Call ${NUMBER}`])
  expect(call.problems).toEqual([])
})

it('does not say that it records where no recorder is', async () => {
  await stack.recorder?.close()
  await using call = await startCall(stage())
  const { shop, desk } = call
  await clickTestId(desk, 'record-start')
  for (const page of [desk, shop]) await clickTestId(page, 'consent-accept')
  for (const page of [desk, shop]) {
    await waitUntilGone(page, 'consent-accept')
    await waitForTestId(page, 'consent-withdraw')
    const indicator = await waitForTestId(page, 'recording-indicator')
    const look = await indicator?.evaluate((element) => [
      element.getAttribute('data-state'),
      element.textContent?.trim(),
    ])
    expect(look).toEqual(['off', 'Not recorded now: no recorder is ready'])
  }
})

async function openHouse(): Promise<House> {
  stack = await startDemo({ env: { VISAVIS_WORKERS: '1' } })
  return { origin: stack.url, deskCookies: [], [Symbol.asyncDispose]: () => stack.close() }
}

async function indicates(page: Page, state: 'off' | 'on' | 'paused'): Promise<void> {
  await page.waitForSelector(`>>> [data-testid="recording-indicator"][data-state="${state}"]`)
}

/** What the page gives the person as a file next. */
function savedText(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const create = URL.createObjectURL
        URL.createObjectURL = (blob) => {
          URL.createObjectURL = create
          if (blob instanceof Blob) blob.text().then(resolve, reject)
          return create(blob)
        }
      }),
  )
}

/** So many seconds of the other side's picture. */
async function playFor(page: Page, seconds: number): Promise<void> {
  const video = await page.waitForSelector(byTestId('remote-video'))
  await video?.evaluate(async (element, wanted) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('no video')
    const end = element.currentTime + wanted
    while (element.currentTime < end) {
      await new Promise((resolve) =>
        element.addEventListener('timeupdate', resolve, { once: true }),
      )
    }
  }, seconds)
}

async function openFiles(): Promise<RecordedFiles> {
  const { settings } = stack.signaling.context
  const [store, keys] = [await openRecordingStore(settings), openKeyRing(settings)]
  return RecordedFiles.open({ store, keys, tenant: 'demo' as TenantId })
}
