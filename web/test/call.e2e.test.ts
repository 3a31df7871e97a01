import { clickTestId, pressOn, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { troubles } from './accessibility.ts'
import {
  openPlace,
  type Person,
  type Place,
  reads,
  say,
  sayGoodbye,
  sees,
  startCall,
  stateOf,
  textOf,
  untilEmpty,
  type VisitOptions,
} from './people.ts'

let place: Place

beforeAll(async () => {
  place = await openPlace()
})

beforeEach(() => untilEmpty(place))

afterAll(() => place?.[Symbol.asyncDispose]())

async function shopper(options?: VisitOptions): Promise<Person> {
  return until(await place.shopper(options))
}

async function advisor(options?: VisitOptions): Promise<Person> {
  return until(await place.advisor(options))
}

/** A test's people are gone when it ends, so that the next one begins in an empty house. */
function until(person: Person): Person {
  onTestFinished(() => sayGoodbye(person))
  return person
}

describe('a call, click by click', () => {
  it('goes from the button over the queue to the rating and the wrap-up', async () => {
    const [anna, mira] = [
      await shopper({ before: recordEvents, query: 'product=halo-lamp&lang=de' }),
      await advisor(),
    ]
    await waitForTestId(mira.page, 'available')
    await clickTestId(anna.page, 'start-guidance')
    expect(await textOf(anna.page, 'cancel')).toBe('Abbrechen')
    await waitForTestId(mira.page, 'ticket')
    expect(await textOf(mira.page, 'ticket')).toBe('Halo German Accept')
    expect(await mira.page.title()).toBe('(1) A customer is waiting')
    const preview = await mira.page.$('>>> [data-testid="self-video"]')
    await clickTestId(mira.page, 'accept')
    await Promise.all([sees(anna.page), sees(mira.page)])
    expect(await preview?.evaluate(holdsStream)).toBe(false)
    expect(await stateOf(anna.page, 'connection-state')).toBe('connected')
    expect(await textOf(anna.page, 'peer')).toMatch(/^\S+ \S+ Ausweis V-\d+/)
    await Promise.all([watchPlayers(anna.page), watchPlayers(mira.page)])
    await clickTestId(anna.page, 'chat')
    await say(anna.page, '<img src=x onerror=alert(1)> passt sie ins Regal?')
    await reads(mira.page, '<img src=x onerror=alert(1)> passt sie ins Regal?')
    await say(mira.page, 'Ja.')
    await reads(anna.page, 'Ja.')
    expect(await anna.page.evaluate(() => emptiedPlayers)).toBe(0)
    expect(await mira.page.evaluate(() => emptiedPlayers)).toBe(0)
    await clickTestId(mira.page, 'hang-up')
    await waitForTestId(mira.page, 'wrap-up')
    await waitForTestId(anna.page, 'ended')
    await clickTestId(anna.page, 'rate-5')
    await clickTestId(anna.page, 'done')
    await waitUntilGone(anna.page, 'ended')
    await clickTestId(mira.page, 'wrap-up-done')
    expect(await textOf(mira.page, 'queue-count')).toBe('Nobody is waiting')
    expect(await anna.page.evaluate(() => recordedEvents)).toEqual([
      'visavis:started',
      'visavis:connected',
      'visavis:ended',
      'visavis:rated',
    ])
    expect([...anna.problems.list, ...mira.problems.list]).toEqual([])
  })

  it('works with the keyboard alone', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await waitForTestId(mira.page, 'available')
    await pressOn(anna.page, 'start-guidance')
    await pressOn(mira.page, 'accept')
    await sees(anna.page)
    expect(await hasFocus(mira, '.call')).toBe(true)
    expect(await textOf(anna.page, 'start-guidance')).toBe('Back to the call')
    await pressOn(anna.page, 'mute')
    await mira.page.waitForSelector('>>> .peer-muted')
    await pressOn(anna.page, 'chat')
    await anna.page.keyboard.type('By keyboard')
    await anna.page.keyboard.press('Enter')
    await reads(mira.page, 'By keyboard')
    await anna.page.keyboard.press('Escape')
    await waitUntilGone(anna.page, 'chat-input')
    await pressOn(anna.page, 'hang-up')
    await waitForTestId(mira.page, 'wrap-up')
    await waitForTestId(anna.page, 'ended')
    expect(await hasFocus(anna, '[role="dialog"]')).toBe(true)
    expect(await textOf(anna.page, 'start-guidance')).toMatch(/^Talk to us now/)
  })

  it('can be withdrawn while waiting', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await waitForTestId(mira.page, 'available')
    await clickTestId(anna.page, 'start-guidance')
    await waitForTestId(mira.page, 'ticket')
    await clickTestId(anna.page, 'cancel')
    await waitUntilGone(mira.page, 'ticket')
    await waitUntilGone(anna.page, 'cancel')
  })

  it('minimises, comes back, and moves with the arrow keys', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    await clickTestId(anna.page, 'minimise')
    await clickTestId(anna.page, 'restore')
    await sees(anna.page)
    const before = await windowX(anna)
    await pressOn(anna.page, 'move', 'ArrowLeft')
    expect(await windowX(anna)).toBe(before - 24)
    await clickTestId(anna.page, 'enlarge')
    expect(await windowX(anna)).toBeLessThan(before - 24)
  })
})

describe('when something is in the way', () => {
  it('a refused permission leaves picture, sound and chat, and says how to allow it', async () => {
    const [anna, mira] = [await shopper({ mayUseDevices: false }), await advisor()]
    await startCall(anna, mira)
    expect(await textOf(anna.page, 'banner-permission-denied')).toContain('You can still watch')
    const picture = await boxOf(anna, 'remote-video')
    expect((await boxOf(anna, 'banner-permission-denied')).bottom).toBeLessThanOrEqual(picture.top)
    expect(picture.height).toBeGreaterThanOrEqual(290)
    await clickTestId(anna.page, 'chat')
    await say(anna.page, 'I can see you')
    await reads(mira.page, 'I can see you')
    await anna.context.overridePermissions(place.stack.url, ['camera', 'microphone'])
    await clickTestId(anna.page, 'retry-devices')
    await sees(mira.page)
    await waitUntilGone(anna.page, 'banner-permission-denied')
  })

  it('a device in use is named, and tried again', async () => {
    const [anna, mira] = [await shopper({ before: occupyDevices }), await advisor()]
    await startCall(anna, mira)
    await waitForTestId(anna.page, 'banner-device-in-use')
    await anna.page.evaluate(() => freeDevices())
    await clickTestId(anna.page, 'retry-devices')
    await sees(mira.page)
  })

  it('blocked sound starts with a click', async () => {
    const [anna, mira] = [await shopper({ before: holdSoundBack }), await advisor()]
    await waitForTestId(mira.page, 'available')
    await clickTestId(anna.page, 'start-guidance')
    await clickTestId(mira.page, 'accept')
    await clickTestId(anna.page, 'start-audio')
    await waitUntilGone(anna.page, 'start-audio')
    await sees(anna.page)
  })

  it('a reload comes back into the call with its chat', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    await clickTestId(anna.page, 'chat')
    await say(anna.page, 'before the reload')
    await reads(mira.page, 'before the reload')
    await anna.page.reload()
    await sees(anna.page)
    await clickTestId(anna.page, 'chat')
    await reads(anna.page, 'before the reload')
    await mira.page.reload()
    await sees(mira.page)
    await reads(mira.page, 'before the reload')
  })

  it('a second tab offers to continue the call, and then has it alone', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    const began = await clockOf(anna.page)
    const second = await place.anotherPage(anna, '/shop/')
    await clickTestId(second, 'start-guidance')
    await clickTestId(second, 'continue-here')
    await sees(second)
    for (const page of [mira.page, second]) {
      expect(Math.abs((await clockOf(page)) - began)).toBeLessThan(500)
    }
    await waitForTestId(anna.page, 'elsewhere')
    await clickTestId(anna.page, 'continue-here')
    await sees(anna.page)
    await waitForTestId(second, 'elsewhere')
  })

  it('a second desk takes the call over with the camera, which the first one gives back', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    const preview = await (await waitForTestId(mira.page, 'self-video')).toElement('video')
    const stream = await preview.evaluateHandle(({ srcObject }) => srcObject as MediaStream)
    const states = () => stream.evaluate((own) => own.getTracks().map((track) => track.readyState))
    expect(await states()).toEqual(['live'])
    const second = await place.anotherPage(mira, '/desk/')
    await clickTestId(second, 'continue-here')
    await waitForTestId(mira.page, 'desk-taken-over')
    await expect.poll(states).toEqual(['ended'])
    await sees(anna.page)
    await sees(second)
    for (const isPressed of [true, false]) {
      await clickTestId(second, 'camera')
      await second.waitForSelector(`>>> [data-testid="camera"][aria-pressed="${isPressed}"]`)
    }
    await sees(anna.page)
  })

  it('an advisor who vanishes is waited for, for a time that is told', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    await mira.page.goto('about:blank')
    expect(await textOf(anna.page, 'banner-peer-away')).toContain('has lost the connection')
    const clock = await anna.page.waitForSelector('>>> .absence visavis-timer')
    const left = await clock?.evaluate((element) => element.shadowRoot?.textContent?.trim())
    expect(left).toMatch(/^0:[12]\d$/)
    await mira.page.goBack()
    await waitUntilGone(anna.page, 'banner-peer-away')
    await sees(anna.page)
  })

  it('a picture that stops is told of, until it goes on', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    await sees(mira.page)
    await anna.page.evaluate(holdCameraBack)
    expect(await textOf(mira.page, 'banner-peer-interrupted')).toContain('picture has stopped')
    await anna.page.evaluate(() => resumeCamera())
    await waitUntilGone(mira.page, 'banner-peer-interrupted')
  })

  it('an empty desk is told of, while the request waits for somebody to come', async () => {
    const anna = await shopper()
    await anna.page.waitForSelector('>>> [data-testid="availability"][data-state="offline"]')
    await clickTestId(anna.page, 'start-guidance')
    expect(await textOf(anna.page, 'waiting-text')).toContain('Your request stays in line')
    const mira = await advisor()
    await clickTestId(mira.page, 'accept')
    await sees(anna.page)
  })

  it('a network that is gone is said in words, with a way on', async () => {
    const anna = await shopper({ query: 'lang=fr' })
    await waitForTestId(anna.page, 'start-guidance')
    await anna.page.setOfflineMode(true)
    await clickTestId(anna.page, 'start-guidance')
    expect(await textOf(anna.page, 'error')).toContain('Pas de connexion')
    await waitForTestId(anna.page, 'retry')
  })
})

describe('where one comes from', () => {
  it('Arabic mirrors the page and the window', async () => {
    const [anna, mira] = [await shopper({ query: 'lang=ar' }), await advisor()]
    expect(await anna.page.evaluate(() => document.documentElement.dir)).toBe('rtl')
    await startCall(anna, mira)
    expect(await windowX(anna)).toBe(24)
  })

  it('the language changes without a reload, in the middle of a call', async () => {
    const [anna, mira] = [await shopper(), await advisor()]
    await startCall(anna, mira)
    await anna.page.select('[data-testid="language"]', 'ja')
    await anna.page.waitForSelector('>>> [aria-label="通話を終了する"]')
    await sees(anna.page)
  })
})

describe('the shop', () => {
  it.each([
    { width: 1_280, query: 'lang=en', scheme: 'light' },
    { width: 360, query: 'product=drift-headphones&lang=ar', scheme: 'dark' },
    { width: 640, query: 'product=unknown&lang=de', scheme: 'light' },
  ])('has no serious trouble for assistive technology, and fits: $query', async (around) => {
    const { page } = await shopper({ query: around.query })
    await page.setViewport({ width: around.width, height: 740 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: around.scheme }])
    await page.waitForSelector('h1')
    expect(await troubles(page)).toEqual([])
  })

  it('puts things into its cart, in the words of the page', async () => {
    const { page } = await shopper({ query: 'product=halo-lamp&lang=es' })
    expect(await textOf(page, 'price')).toMatch(/^189,00\s€$/)
    await clickTestId(page, 'add-to-cart')
    await page.waitForSelector('[aria-label="Cesta, 1 artículo"]')
    await page.reload()
    await page.waitForSelector('[aria-label="Cesta, 1 artículo"]')
  })
})

declare global {
  var recordedEvents: string[]
  var freeDevices: () => void
  var emptiedPlayers: number
  var resumeCamera: () => Promise<unknown>
}

function recordEvents(): void {
  globalThis.recordedEvents = []
  const names = ['started', 'connected', 'ended', 'rated', 'error'].map((name) => `visavis:${name}`)
  for (const name of names) addEventListener(name, () => recordedEvents.push(name))
}

/** Counts players that start anew, which are black until the next frame. */
async function watchPlayers(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.emptiedPlayers = 0
  })
  await page.$$eval('>>> video', (players) => {
    for (const player of players) {
      player.addEventListener('emptied', () => {
        emptiedPlayers += 1
      })
    }
  })
}

/** As for the other side a network does that is gone: nothing of the camera arrives any more. */
async function holdCameraBack(): Promise<void> {
  const senders = visavisPeers.list
    .flatMap((peer) => peer.getSenders())
    .filter(({ track }) => track?.kind === 'video')
  const tracks = senders.map(({ track }) => track)
  const attach = (all: (MediaStreamTrack | null)[]) =>
    Promise.all(senders.map((sender, index) => sender.replaceTrack(all[index] ?? null)))
  globalThis.resumeCamera = () => attach(tracks)
  await attach([])
}

/** What a browser does with a page that nobody has clicked yet: the first try is refused. */
function holdSoundBack(): void {
  const { play } = HTMLAudioElement.prototype
  HTMLAudioElement.prototype.play = async () => {
    HTMLAudioElement.prototype.play = play
    throw new DOMException('play() needs a gesture', 'NotAllowedError')
  }
}

/** What a browser does while another program holds the camera. */
function occupyDevices(): void {
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async () => {
    throw new DOMException('Could not start video source', 'NotReadableError')
  }
  globalThis.freeDevices = () => {
    mediaDevices.getUserMedia = open
  }
}

/** The moment from which the call is counted. */
async function clockOf(page: Page): Promise<number> {
  const clock = await page.waitForSelector('>>> visavis-timer')
  return (await clock?.evaluate((element) => Number(Reflect.get(element, 'since')))) ?? Number.NaN
}

async function windowX({ page }: Person): Promise<number> {
  const shown = await page.waitForSelector('>>> [role="dialog"]', { visible: true })
  return (await shown?.boundingBox())?.x ?? Number.NaN
}

async function boxOf({ page }: Person, testId: string) {
  const shown = await waitForTestId(page, testId)
  return shown.evaluate((element) => {
    const { top, bottom, height } = element.getBoundingClientRect()
    return { top, bottom, height }
  })
}

/** Whether the keyboard is at this element, or comes to it soon. */
async function hasFocus({ page }: Person, selector: string): Promise<boolean> {
  const element = await page.waitForSelector(`>>> ${selector}:focus`)
  return element !== null
}

/** A player that was taken away and keeps the camera's frames makes the camera stand still. */
function holdsStream(player: Element): boolean {
  return player instanceof HTMLVideoElement && player.srcObject !== null
}
