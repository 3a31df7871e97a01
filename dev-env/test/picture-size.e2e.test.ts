import { pictureOf, waitForTestId } from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { startCall, useStage } from './call-fixture.ts'
import { openHouse } from './house.ts'
import { expectNoPicture, expectPicture, expectSound } from './media-truth.ts'

/** Layers change with a key frame, and a larger one is taken after the smaller one has flowed for two seconds. */
const TIMEOUT_MS = 20_000
const SMALLEST_WIDTH = 320

const stage = useStage(openHouse)

it('receives no larger picture than fits the box, and the large one again in a large box', async () => {
  await using call = await startCall(stage())
  const { desk } = call
  const restyle = await boxOf(desk)
  await expect.poll(() => widthOf(desk), { timeout: TIMEOUT_MS }).toBeGreaterThan(SMALLEST_WIDTH)
  await restyle({ width: '160px', height: '90px' })
  await expect.poll(() => widthOf(desk), { timeout: TIMEOUT_MS }).toBe(SMALLEST_WIDTH)
  await expectPicture(desk)
  await restyle({ width: '', height: '' })
  await expect.poll(() => widthOf(desk), { timeout: TIMEOUT_MS }).toBeGreaterThan(SMALLEST_WIDTH)
  expect(call.problems).toEqual([])
}, 90_000)

it('receives no picture while nobody can see it, but the voice, and the picture again', async () => {
  await using call = await startCall(stage())
  const { desk } = call
  const restyle = await boxOf(desk)
  await expectPicture(desk)
  await restyle({ display: 'none' })
  await expectNoPicture(desk)
  await expectSound(desk)
  await restyle({ display: '' })
  await expectPicture(desk)
  expect(call.problems).toEqual([])
}, 90_000)

async function widthOf(page: Page): Promise<number> {
  return (await pictureOf(page, 'remote-video')).width
}

type Restyle = (style: Readonly<Record<string, string>>) => Promise<void>

/** Changes the box in which the other's picture is drawn. */
async function boxOf(page: Page): Promise<Restyle> {
  const video = await waitForTestId(page, 'remote-video')
  return (style) =>
    video.evaluate((element, change) => {
      if (element instanceof HTMLElement) Object.assign(element.style, change)
    }, style)
}
