import {
  clickTestId,
  launchBrowser,
  type TestBrowser,
  waitForTestId,
} from '@visavis/load-tests/browser'
import { afterAll, beforeAll, test } from 'vitest'
import { type Stack, startDemo } from '../src/index.ts'

let demo: Stack
const browsers: TestBrowser[] = []

beforeAll(async () => {
  const env = {
    VISAVIS_HOST: '0.0.0.0',
    VISAVIS_HTTPS: 'true',
    VISAVIS_ANNOUNCED_ADDRESS: '127.0.0.1',
  }
  demo = await startDemo({ env })
})

afterAll(async () => {
  for (const browser of browsers) await browser.close()
  await demo?.close()
})

async function open(path: string) {
  const browser = await launchBrowser({ acceptInsecureCerts: true })
  browsers.push(browser)
  const page = await browser.newPage()
  await page.goto(`${demo.url}${path}`)
  return page
}

test('the one-time link opens the desk, over HTTPS, once, and a call is held', async () => {
  const link = `/desk/?accept=auto#invite=${demo.invite}`
  const desk = await open(link)
  await desk.waitForFunction(() => !location.hash.includes('invite'))
  const shop = await open('/shop/')
  await clickTestId(shop, 'start-guidance')
  for (const page of [shop, desk]) await waitForTestId(page, 'remote-video')

  const late = await open(link)
  await waitForTestId(late, 'desk-signed-out')
})
