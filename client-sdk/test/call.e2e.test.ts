import { type Stack, startDemo } from '@visavis/dev-env'
import {
  launchBrowser,
  received,
  SLOW_CAMERA_FLAG,
  type TestBrowser,
  waitForReceived,
} from '@visavis/load-tests/browser'
import type { BrowserContext, Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mediaWorkers } from './media-workers.ts'
import { type BuiltSdk, buildSdk, openSdkPage, reload } from './sdk-page.ts'

let stack: Stack
let browser: TestBrowser
let built: BuiltSdk

beforeAll(async () => {
  built = await buildSdk()
  stack = await startDemo({ pages: built.folder, env: { VISAVIS_WORKERS: '1' } })
  browser = await launchBrowser({ flags: [SLOW_CAMERA_FLAG] })
})

afterAll(async () => {
  await browser?.close()
  await stack?.close()
  await built?.[Symbol.asyncDispose]()
})

/** A browser profile of its own: another person. */
async function newPerson(): Promise<BrowserContext> {
  return browser.browser.createBrowserContext()
}

async function openPage(person: BrowserContext) {
  return openSdkPage(person, stack.url)
}

/** A signed-in advisor who accepts whoever asks and shows a camera and a voice. */
async function openAdvisor(): Promise<Page> {
  const { page } = await openPage(await newPerson())
  await page.evaluate(async () => {
    const tokenSource = async () => {
      const response = await fetch('/demo/desk-token', { method: 'POST' })
      return response.json()
    }
    globalThis.client = new sdk.VisavisClient({ tokenSource })
    await client.connect()
    await client.queue.setAvailable(true)
    client.queue.on('changed', async ([ticket]) => {
      if (!ticket || client.room) return
      const room = await client.queue.accept(ticket.ticket)
      const devices = new sdk.Devices({ storage: null })
      await Promise.all([
        devices.open('camera').then((track) => room.publish('camera', track)),
        devices.open('microphone').then((track) => room.publish('microphone', track)),
      ])
    })
    await client.queue.watch()
  })
  return page
}

/** Makes the page's client; it does nothing yet. */
async function createShopper(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tokenSource = sdk.tokenFromUrl({
      tokenUrl: '/demo/token',
      product: 'aurora-espresso',
      locale: 'en',
    })
    globalThis.client = new sdk.VisavisClient({ tokenSource })
  })
}

/** Asks for guidance and waits until the advisor is seen and heard. */
async function call(page: Page): Promise<void> {
  await createShopper(page)
  await page.evaluate(async () => {
    await client.requestGuidance()
  })
  await waitForMedia(page)
}

async function waitForMedia(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const player = new sdk.AudioPlayer()
    const show = (track: MediaStreamTrack) => {
      if (track.kind === 'audio') return player.add(track)
      const video = document.createElement('video')
      Object.assign(video, { srcObject: new MediaStream([track]), muted: true, autoplay: true })
      document.body.append(video)
    }
    for (const { track } of client.room?.remoteTracks.values() ?? []) show(track)
    client.room?.on('track', ({ track }) => show(track))
  })
  const before = await received(page)
  await waitForReceived(page, 'picture and sound', (now) => flows(before, now))
}

type Received = Awaited<ReturnType<typeof received>>

function flows(before: Received, now: Received): boolean {
  return now.framesDecoded > before.framesDecoded + 10 && now.audioEnergy > before.audioEnergy
}

test('a shopper sees and hears the advisor, and the other way round', async () => {
  const advisor = await openAdvisor()
  const { page, problems } = await openPage(await newPerson())
  await call(page)
  await page.evaluate(async () => {
    const { room } = client
    const devices = new sdk.Devices({ storage: null })
    await room?.publish('camera', await devices.open('camera'))
    await room?.publish('microphone', await devices.open('microphone'))
  })
  await waitForMedia(advisor)
  const people = await page.evaluate(() =>
    Object.values(client.room?.state.participants ?? {}).map(({ role }) => role),
  )
  expect(people.toSorted()).toEqual(['advisor', 'shopper'])
  expect(problems.list).toEqual([])
  const devicesOn = await advisor.evaluateHandle(() =>
    [...(client.room?.localTracks.values() ?? [])].map(({ track }) => track),
  )
  await page.evaluate(() => client.room?.leave())
  await advisor.waitForFunction(() => client.room === null)
  const states = await devicesOn.evaluate((tracks) => tracks.map((track) => track?.readyState))
  expect(states).toEqual(['ended', 'ended'])
  await advisor.close()
  await page.close()
})

test('a muted camera is off, and on again when unmuted', async () => {
  const advisor = await openAdvisor()
  const { page } = await openPage(await newPerson())
  await call(page)
  const light = await advisor.evaluate(async () => {
    const device = client.room?.localTracks.get('camera')?.track
    await client.room?.setMuted('camera', true)
    return device?.readyState
  })
  expect(light).toBe('ended')
  await page.waitForFunction(() =>
    [...(client.room?.remoteTracks.values() ?? [])].some(
      ({ source, muted }) => source === 'camera' && muted,
    ),
  )
  await advisor.evaluate(() => client.room?.setMuted('camera', false))
  const before = await received(page)
  await waitForReceived(page, 'picture', (now) => now.framesDecoded > before.framesDecoded + 10)
  await advisor.close()
  await page.close()
})

test('a shared screen arrives in full resolution beside the camera', async () => {
  const advisor = await openAdvisor()
  const { page } = await openPage(await newPerson())
  await call(page)
  const size = await advisor.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1920, height: 1080 })
    const context = canvas.getContext('2d')
    setInterval(() => context?.fillText(String(performance.now()), 20, 20), 66)
    navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(15)
    const shared = await client.room?.share()
    return [shared?.track?.contentHint, shared?.source]
  })
  expect(size).toEqual(['detail', 'screen'])
  await page.evaluate(() => {
    client.room?.on('track', () => {})
  })
  await waitForReceived(page, 'the screen', ({ frameWidth }) => frameWidth === 1920)
  await advisor.evaluate(() => client.room?.unpublish('screen'))
  await page.waitForFunction(() => client.room?.remoteTracks.size === 2)
  await advisor.close()
  await page.close()
})

test('SES-6: a reload in the middle of a call comes back to the same call and its chat', async () => {
  const advisor = await openAdvisor()
  const { page, problems } = await openPage(await newPerson())
  await call(page)
  await page.evaluate(() => client.room?.post('before'))
  await advisor.evaluate(() => client.room?.post('hello'))
  const before = await page.evaluate(() => client.room?.participant)
  await reload(page)
  await createShopper(page)
  await page.evaluate(() => client.connect())
  expect(await page.evaluate(() => client.room?.participant)).toBe(before)
  const texts = await page.evaluate(() => client.room?.state.messages.map(({ text }) => text))
  expect(texts).toEqual(['before', 'hello'])
  await waitForMedia(page)
  const present = await advisor.evaluate(() =>
    Object.values(client.room?.state.participants ?? {}).map(({ presence }) => presence),
  )
  expect(present).toEqual(['connected', 'connected'])
  expect(problems.list).toEqual([])
  await advisor.close()
  await page.close()
})

test('SES-7: a second tab is told of the call and continues it; there are never two', async () => {
  const advisor = await openAdvisor()
  const person = await newPerson()
  const { page: first } = await openPage(person)
  await call(first)
  const { page: second } = await openPage(person)
  await createShopper(second)
  await second.evaluate(() => client.connect())
  const room = await first.evaluate(() => client.room?.id)
  expect(await second.evaluate(() => client.elsewhere)).toBe(room)
  await second.evaluate(async () => {
    if (client.elsewhere) await client.joinRoom(client.elsewhere, { takeOver: true })
  })
  await first.waitForFunction(() => client.state.name === 'closed')
  expect(await first.evaluate(() => client.room)).toBeNull()
  await waitForMedia(second)
  const people = await advisor.evaluate(
    () => Object.values(client.room?.state.participants ?? {}).length,
  )
  expect(people).toBe(2)
  await advisor.close()
  await first.close()
  await second.close()
})

test('SES-3: a cut socket resumes; messages typed meanwhile arrive once, media never stops', async () => {
  const advisor = await openAdvisor()
  const { page } = await openPage(await newPerson())
  await page.evaluate(collectSockets)
  await call(page)
  await page.evaluate(() => client.room?.post('1'))
  await page.evaluate(async () => {
    const back = client.once('state')
    for (const socket of sockets) socket.close()
    await back
    await Promise.all([client.room?.post('2'), client.room?.post('3')])
  })
  await advisor.waitForFunction(() => client.room?.state.messages.length === 3)
  const texts = await advisor.evaluate(() => client.room?.state.messages.map(({ text }) => text))
  expect(texts).toEqual(['1', '2', '3'])
  const before = await received(page)
  await waitForReceived(page, 'media after it', (now) => flows(before, now))
  await advisor.close()
  await page.close()
})

test('MED-7: media lost at the server is built anew in both directions', async () => {
  const advisor = await openAdvisor()
  const { page } = await openPage(await newPerson())
  await call(page)
  const again = page.evaluate(async () => {
    await client.room?.once('track')
  })
  for (const pid of await mediaWorkers()) process.kill(pid, 'SIGKILL')
  await again
  await waitForMedia(page)
  await advisor.close()
  await page.close()
})

declare global {
  var sockets: WebSocket[]
}

/** Runs in the page: keeps hold of the sockets that it opens. */
function collectSockets(): void {
  const Original = globalThis.WebSocket
  globalThis.sockets = []
  globalThis.WebSocket = class extends Original {
    constructor(url: string | URL) {
      super(url)
      sockets.push(this)
    }
  }
}
