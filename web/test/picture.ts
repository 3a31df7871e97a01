import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startDemo } from '@visavis/dev-env'
import {
  byTestId,
  clickTestId,
  launchBrowser,
  type TestBrowser,
  waitForTestId,
} from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { ADVISOR, drawnPerson, type Look, SHOPPER } from './gallery/drawn-person.ts'

// The README's picture, from a real call: the shop on the left, the desk on the right.

const PICTURE = new URL('../../docs/images/call.png', import.meta.url)
const VIEW = { width: 1_080, height: 720, deviceScaleFactor: 1.25 }
const CAMERA = { width: 1_280, height: 720 }

await using demo = await startDemo()
await using browser = await launchBrowser()
const shop = await openPage(browser, `${demo.url}/shop/?lang=en`, SHOPPER)
const desk = await openPage(browser, `${demo.url}/desk/?lang=en`, ADVISOR)
await holdCall()
const shots = [await shoot(shop), await shoot(desk)]
await mkdir(new URL('.', PICTURE), { recursive: true })
await compose(browser, shots)

async function openPage(place: TestBrowser, url: string, look: Look): Promise<Page> {
  const context = await place.browser.createBrowserContext()
  const page = await context.newPage({ type: 'window' })
  await page.setViewport(VIEW)
  const drawing = `(${drawnPerson.toString()})(${JSON.stringify(look)}, ${JSON.stringify(CAMERA)})`
  await page.evaluateOnNewDocument(`(${replaceCamera.toString()})(() => ${drawing})`)
  await page.goto(url)
  return page
}

/** In a page: the camera is a drawing, the microphone stays what it was. */
function replaceCamera(draw: () => MediaStreamTrack): void {
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = wanted?.audio ? await open({ audio: wanted.audio }) : new MediaStream()
    if (wanted?.video) stream.addTrack(draw())
    return stream
  }
}

async function holdCall(): Promise<void> {
  await waitForTestId(desk, 'available')
  await clickTestId(shop, 'start-guidance')
  await clickTestId(desk, 'accept')
  await Promise.all([sharp(shop), sharp(desk)])
  await clickTestId(shop, 'chat')
  await write(shop, 'Would it fit under a shelf of 38 cm?')
  await write(desk, 'It would: the machine is 34 cm high. Shall I show you the lid?')
  await shop.waitForSelector('>>> [data-testid="chat-message"] ::-p-text(Shall I)')
  await write(shop, 'Yes, please.')
  await desk.waitForSelector('>>> [data-testid="chat-message"] ::-p-text(Yes, please)')
  await shop.mouse.move(900, 300)
  await desk.mouse.move(500, 400)
}

/** With the newest frame of the other side in it, and nothing to complain about. */
async function shoot(page: Page): Promise<string> {
  await page.bringToFront()
  await page.waitForSelector('>>> [data-testid="connection-state"][data-state="connected"]', {
    timeout: 60_000,
  })
  await sharp(page)
  return page.screenshot({ encoding: 'base64' })
}

/** The first layer that arrives is small; none is larger than it is drawn. */
async function sharp(page: Page): Promise<void> {
  const video = await page.waitForSelector(byTestId('remote-video'))
  await page.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('no video')
    const nextFrame = () =>
      new Promise((resolve) => {
        element.requestVideoFrameCallback(resolve)
      })
    do await nextFrame()
    while (element.videoWidth < element.clientWidth * devicePixelRatio)
  }, video)
}

async function write(page: Page, text: string): Promise<void> {
  const input = await waitForTestId(page, 'chat-input')
  await input.focus()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

async function compose(place: TestBrowser, images: readonly string[]): Promise<void> {
  const page = await place.newPage()
  await page.setViewport({ width: 1_640, height: 620, deviceScaleFactor: 1.25 })
  await page.setContent(`<style>
      body { display: flex; gap: 32px; justify-content: center; align-items: center; height: 100vh; margin: 0; background: #dfe5e1 }
      img { width: 772px; border-radius: 12px; box-shadow: 0 1px 3px rgb(0 0 0 / 20%), 0 18px 50px rgb(0 0 0 / 22%) }
    </style>${images.map((image) => `<img src="data:image/png;base64,${image}">`).join('')}`)
  await page.screenshot({ path: fileURLToPath(PICTURE) as `${string}.png` })
}
