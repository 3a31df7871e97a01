import { startDemo } from '@visavis/dev-env'
import {
  clickTestId,
  launchBrowser,
  waitForTestId,
  watchPageProblems,
} from '@visavis/load-tests/browser'
import { startTurnServer } from '@visavis/load-tests/turn'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { troubles } from './accessibility.ts'
import { stateOf, textOf } from './people.ts'

const STEPS = ['socket', 'udp', 'tcp', 'turn', 'round-trip', 'download', 'upload', 'camera']

/** The page with a browser of its own, since what a browser may do is said when it starts. */
async function openDoctor(
  options: {
    flags?: string[]
    mayUseDevices?: boolean
    env?: Readonly<Record<string, string>>
  } = {},
) {
  const { flags = [], mayUseDevices = true, env = {} } = options
  await using undo = new AsyncDisposableStack()
  const stack = undo.use(await startDemo({ env: { VISAVIS_WORKERS: '1', ...env } }))
  const fake = '--use-fake-device-for-media-stream'
  const browser = undo.use(await launchBrowser({ fakeMedia: false, flags: [fake, ...flags] }))
  const context = await browser.browser.createBrowserContext()
  const permissions = ['clipboard-read', 'clipboard-write'] as const
  const devices = mayUseDevices ? (['camera', 'microphone'] as const) : []
  await context.overridePermissions(stack.url, [...permissions, ...devices])
  const page = await context.newPage()
  const problems = watchPageProblems(page)
  await page.goto(`${stack.url}/doctor/`)
  const owned = undo.move()
  return { page, problems, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function result(page: Page): Promise<string | null> {
  await page.waitForSelector('>>> [data-testid="doctor-result"]', { timeout: 50_000 })
  return stateOf(page, 'doctor-result')
}

async function states(page: Page): Promise<Record<string, string | null>> {
  const all = [...STEPS, 'microphone'].map(async (step) => [
    step,
    await stateOf(page, `doctor-step-${step}`),
  ])
  return Object.fromEntries(await Promise.all(all))
}

it('finds everything in order, and copies a result without names and addresses', async () => {
  await using doctor = await openDoctor()
  const { page, problems } = doctor
  await waitForTestId(page, 'doctor-start')
  expect(await troubles(page)).toEqual([])
  await clickTestId(page, 'doctor-start')
  const verdict = await result(page)
  expect(await states(page)).toEqual({
    ...Object.fromEntries([...STEPS, 'microphone'].map((step) => [step, 'passed'])),
    turn: 'skipped',
  })
  expect(verdict).toBe('good')
  expect(await troubles(page)).toEqual([])
  await clickTestId(page, 'doctor-copy')
  await page.waitForSelector('>>> [data-testid="doctor-copy"] ::-p-text(Copied)')
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain('Connection test: You are ready for a video call [good]')
  expect(copied).toContain('[udp: passed]')
  expect(copied).not.toMatch(/fake|\d+\.\d+\.\d+\.\d+/i)
  expect(problems.list).toEqual([])
})

it('says that UDP is blocked, and that calls take the spare path', async () => {
  const policy = '--webrtc-ip-handling-policy=disable_non_proxied_udp'
  await using doctor = await openDoctor({ flags: [policy] })
  const { page } = doctor
  await clickTestId(page, 'doctor-start')
  const verdict = await result(page)
  expect(await states(page)).toMatchObject({ udp: 'failed', tcp: 'passed', microphone: 'passed' })
  expect(verdict).toBe('detour')
  expect(await textOf(page, 'doctor-step-udp')).toContain('ask whoever runs this one to allow UDP')
  expect(await textOf(page, 'doctor-result')).toContain('Video calls work, by a detour')
})

it('says what to do where devices are blocked, and stops when it is told to', async () => {
  await using doctor = await openDoctor({
    flags: ['--deny-permission-prompts'],
    mayUseDevices: false,
  })
  const { page } = doctor
  await clickTestId(page, 'doctor-start')
  expect(await result(page)).toBe('devices')
  expect(await states(page)).toMatchObject({ camera: 'failed', microphone: 'failed' })
  expect(await textOf(page, 'doctor-step-camera')).toContain('Allow it with the icon')
  await clickTestId(page, 'doctor-start')
  await clickTestId(page, 'doctor-stop')
  expect(await result(page)).toBe('incomplete')
  expect(await stateOf(page, 'doctor-step-microphone')).toBe('skipped')
})

it('finds the way over a TURN relay', async () => {
  await using relay = await startTurnServer()
  await using doctor = await openDoctor({ env: relay.env })
  const { page } = doctor
  await clickTestId(page, 'doctor-start')
  expect(await result(page)).toBe('good')
  expect(await states(page)).toMatchObject({ udp: 'passed', turn: 'passed' })
})

it('says that a TURN relay does not take the credentials it gets', async () => {
  await using relay = await startTurnServer()
  const env = { ...relay.env, VISAVIS_TURN_SECRET: 'not what the relay knows' }
  await using doctor = await openDoctor({ env })
  const { page } = doctor
  await clickTestId(page, 'doctor-start')
  await result(page)
  expect(await states(page)).toMatchObject({ udp: 'passed', turn: 'failed' })
})
