import { type Stack, startDemo } from '@visavis/dev-env'
import {
  clickTestId,
  launchBrowser,
  pressOn,
  waitForTestId,
  watchPageProblems,
} from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { recordCall, TENANT } from '../../dev-env/test/recorded-call.ts'
import { troubles } from './accessibility.ts'
import { stateOf, textOf } from './people.ts'

const VIDEO = '>>> [data-testid="review-open"] video'

it('shows a recorded call, plays and seeks in it, verifies, holds, and erases a person', async () => {
  await using stack = await startDemo({ env: { VISAVIS_WORKERS: '1' } })
  await recordCall(stack, { seconds: 5, pauseSeconds: 1, message: 'Call me at +49 30 1234567' })
  await using browser = await launchBrowser({ viewport: { width: 1280, height: 900 } })
  const page = await browser.newPage()
  const problems = watchPageProblems(page)
  await page.goto(`${stack.url}/review/`)
  await waitForTestId(page, 'recording')
  expect(await troubles(page)).toEqual([])
  await leaveBeforeItOpens(page)
  await signInAs(page, stack, 'Nora New')
  await clickTestId(page, 'recording')
  await waitForTestId(page, 'play')
  expect(await textOf(page, 'gap')).toMatch(
    /^0:0\d–0:0\d .*, (Camera|Microphone) Paused on request$/,
  )
  expect(await troubles(page)).toEqual([])
  await page.setViewport({ width: 360, height: 800 })
  expect(await troubles(page)).toEqual([])
  await page.setViewport({ width: 1280, height: 900 })

  await clickTestId(page, 'play')
  await page.waitForFunction(hasPlayed, { timeout: 15_000 }, await page.$(VIDEO), 1)
  expect(await brightness(page)).toBeGreaterThan(10)
  await seek(page, 3_500)
  await page.waitForFunction(hasPlayed, { timeout: 15_000 }, await page.$(VIDEO), 3)

  expect(await textOf(page, 'panel-history')).toContain('Nora New')
  expect(await textOf(page, 'review-message')).toContain('*****')
  await clickTestId(page, 'unmask')
  await page.waitForSelector('>>> [data-testid="review-message"] ::-p-text(+49 30 1234567)')
  await clickTestId(page, 'verify')
  await waitForTestId(page, 'verify-result')
  expect(await stateOf(page, 'verify-result')).toBe('good')

  await pressOn(page, 'film')
  await pressOn(page, 'film-cancel')
  await waitForTestId(page, 'film')
  expect(await focusedIn(page)).toBe('film-title')
  await pressOn(page, 'film')
  await waitForTestId(page, 'film-download')
  await page.reload()
  await waitForTestId(page, 'film-download')
  expect(await troubles(page)).toEqual([])
  await pressOn(page, 'film-delete')
  await waitForTestId(page, 'film')
  expect(await focusedIn(page)).toBe('film-title')

  await (await waitForTestId(page, 'hold-reason')).type('Case 7')
  await clickTestId(page, 'hold')
  await waitForTestId(page, 'hold-state')
  await eraseFirst(page)
  await waitForTestId(page, 'work-refused')
  await clickTestId(page, 'release')
  await waitForTestId(page, 'hold-released')
  await releaseAsSomebodyElse(stack)
  await page.reload()
  await eraseFirst(page)
  await waitForTestId(page, 'erase-done')
  await waitForTestId(page, 'deletion')
  await page.waitForFunction((found) => !found?.isConnected, {}, await page.$(VIDEO))
  expect(await page.$(VIDEO)).toBe(null)
  expect(problems.list.filter((problem) => !problem.includes('409'))).toEqual([])
})

/** With a token in the address of the open page, where it does not stay. */
async function signInAs(page: Page, { signaling }: Stack, name: string): Promise<void> {
  const about = { identity: 'third', role: 'privacy-officer', name } as const
  const { token } = await signaling.context.issuer.issue(TENANT, about)
  const listed = page.waitForResponse(
    (response) =>
      response.url().includes('/v1/recordings?') &&
      response.request().headers().authorization === `Bearer ${token}`,
  )
  await page.evaluate((fragment) => {
    location.hash = fragment
  }, `token=${token}`)
  await listed
  expect(await page.evaluate(() => location.hash)).toBe('')
}

/** What comes for a recording that nobody waits for any more opens nothing. */
async function leaveBeforeItOpens(page: Page): Promise<void> {
  await page.evaluate(() => {
    const late = Promise.withResolvers<void>()
    const reach = fetch
    window.fetch = async (...request) => {
      const response = await reach(...request)
      if (/recordings\/[^/]+$/.test(response.url)) await late.promise
      return response
    }
    addEventListener('late-answer', () => {
      window.fetch = reach
      late.resolve()
    })
  })
  await clickTestId(page, 'recording')
  await page.waitForFunction(() => location.search.includes('recording='))
  await page.evaluate(() => history.back())
  await waitForTestId(page, 'recording')
  await page.evaluate(() => dispatchEvent(new Event('late-answer')))
  await page.evaluate(() => fetch('/healthz').then(() => undefined))
  expect(await page.$('>>> [data-testid="review-open"]')).toBe(null)
}

/** The id of what has the focus. */
async function focusedIn(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    return focused?.id
  })
}

function hasPlayed(video: Element | null, seconds: number): boolean {
  return video instanceof HTMLVideoElement && video.currentTime > seconds
}

/** Of what is seen, from 0 to 255. */
async function brightness(page: Page): Promise<number> {
  return page.$eval(VIDEO, (video) => {
    const context = new OffscreenCanvas(64, 36).getContext('2d')
    if (!(video instanceof HTMLVideoElement) || !context) return 0
    context.drawImage(video, 0, 0, 64, 36)
    const colours = [...context.getImageData(0, 0, 64, 36).data].filter((_, at) => at % 4 !== 3)
    return colours.reduce((sum, value) => sum + value, 0) / colours.length
  })
}

async function seek(page: Page, positionMs: number): Promise<void> {
  await page.$eval(
    '>>> [data-testid="seek"]',
    (input, value) => {
      if (!(input instanceof HTMLInputElement)) return
      input.value = String(value)
      input.dispatchEvent(new Event('input'))
    },
    positionMs,
  )
}

/** The advisor, whose camera is in the recording. */
async function eraseFirst(page: Page): Promise<void> {
  await clickTestId(page, 'erase')
  await (await waitForTestId(page, 'erase-confirm')).type('Ada Advisor')
  await clickTestId(page, 'erase-do')
}

async function releaseAsSomebodyElse({ url, signaling }: Stack) {
  const about = { identity: 'second', role: 'privacy-officer' } as const
  const { token } = await signaling.context.issuer.issue(TENANT, about)
  const headers = { authorization: `Bearer ${token}` }
  const list = await fetch(`${url}/v1/recordings`, { headers })
  const { recordings } = (await list.json()) as { recordings: { recording: string }[] }
  const path = `${url}/v1/recordings/${recordings[0]?.recording}/release`
  expect((await fetch(path, { method: 'POST', headers })).status).toBe(200)
}
