import {
  launchBrowser,
  type TestBrowser,
  waitForTestId,
  watchPageProblems,
} from '@visavis/load-tests/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stack } from '../src/stack.ts'
import { startDemo } from '../src/start-demo.ts'

let demo: Stack
let browser: TestBrowser

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await demo?.close()
})

test.each(['/shop/', '/desk/', '/docs/'])('%s keeps to its own policy', async (path) => {
  const page = await browser.newPage()
  const problems = watchPageProblems(page)
  await page.goto(`${demo.url}${path}`, { waitUntil: 'networkidle0' })
  expect(problems.list).toEqual([])
  await page.close()
})

test('what breaks the policy does not run, and is reported', async () => {
  const page = await browser.newPage()
  await page.goto(`${demo.url}/shop/`)
  const hasRun = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "it ran"'
    document.body.append(script)
    return document.title === 'it ran'
  })
  expect(hasRun).toBe(false)
  await expect
    .poll(async () => (await fetch(`${demo.url}/metrics`)).text(), { timeout: 10_000 })
    .toContain('visavis_csp_violations_total{directive="script-src-elem"} 1')
  await page.close()
})

test('the widget offers the connection test beside the call, in a page of its own', async () => {
  const page = await browser.newPage()
  await page.goto(`${demo.url}/shop/`)
  const link = await waitForTestId(page, 'test-connection')
  const { href, target } = await link.evaluate((element) => {
    const { href, target } = element as HTMLAnchorElement
    return { href, target }
  })
  expect(target).toBe('_blank')
  await page.goto(href)
  await waitForTestId(page, 'doctor-start')
  await page.close()
})
