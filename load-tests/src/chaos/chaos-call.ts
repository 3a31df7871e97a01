import type { Page } from 'puppeteer'
import { clickTestId, launchBrowser, type TestBrowser, waitForTestId } from '../browser/index.ts'
import { pageScript } from '../browser/page-script.ts'
import { openPage, waitUntilWarm } from '../connect/page-setup.ts'
import type { CameraOptions } from '../stamp/stamped-camera.ts'
import { conditionOf, type PageCondition } from './page-condition.ts'
import type { PageWatch, SocketMark } from './page-watch.ts'
import { waitFor } from './wait-for.ts'

/** Cheap: the machine has both browsers and the whole cluster to run. */
const CAMERA: CameraOptions = { width: 320, height: 180, frameRate: 20 }
const VIEWPORT = { width: 640, height: 480 }
const START_TIMEOUT_MS = 30_000

interface Browsers {
  readonly shopper: TestBrowser
  readonly advisor: TestBrowser
}

declare global {
  /** Defined in the pages of a call. */
  var visavisWatch: PageWatch
}

/** What one page saw from some time on. */
export interface Seen {
  readonly frames: readonly number[]
  readonly sockets: readonly SocketMark[]
}

/** Two real browsers in a call on the demo's pages. */
export class ChaosCall implements AsyncDisposable {
  readonly #origin: string
  readonly #browsers: Browsers
  readonly #pages: Page[] = []

  static async open(origin: string): Promise<ChaosCall> {
    await using undo = new AsyncDisposableStack()
    // Told to stop, the run ends what it is at and closes them itself.
    const options = { viewport: VIEWPORT, endsOnSignals: false }
    const shopper = undo.use(await launchBrowser(options))
    const advisor = undo.use(await launchBrowser(options))
    const call = new ChaosCall(origin, { shopper, advisor })
    await call.start()
    undo.move()
    return call
  }

  private constructor(origin: string, browsers: Browsers) {
    this.#origin = origin
    this.#browsers = browsers
  }

  /** Anew, whatever became of the one before. */
  async start(): Promise<void> {
    await Promise.all(this.#pages.splice(0).map((page) => page.close()))
    const scripts = [cameraScript(), watchScript()]
    const { shopper, advisor } = this.#browsers
    const desk = await openPage({ browser: advisor }, `${this.#origin}/desk/?accept=auto`, scripts)
    this.#pages.push(desk)
    const shop = await openPage({ browser: shopper }, `${this.#origin}/shop/`, scripts)
    this.#pages.push(shop)
    await waitForTestId(desk, 'available')
    const button = await waitForTestId(shop, 'start-guidance')
    await button.hover()
    await waitUntilWarm(shop)
    await clickTestId(shop, 'start-guidance')
    const isSeen = async () => (await this.seen(0)).every(({ frames }) => frames.length > 0)
    await waitFor('both pictures', START_TIMEOUT_MS, isSeen)
  }

  /** For other people, in the same two processes. */
  get browsers(): TestBrowser[] {
    return [this.#browsers.shopper, this.#browsers.advisor]
  }

  /** Of both pages, from a time on. */
  seen(since: number): Promise<Seen[]> {
    return Promise.all(
      this.#pages.map((page) =>
        page.evaluate(
          (from) => ({
            frames: visavisWatch.frames.filter((at) => at >= from),
            sockets: visavisWatch.sockets,
          }),
          since,
        ),
      ),
    )
  }

  /** Of both pages now, also where they are gone. */
  conditions(): Promise<PageCondition[]> {
    return Promise.all(this.#pages.map(conditionOf))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { shopper, advisor } = this.#browsers
    await Promise.all([shopper.close(), advisor.close()])
  }
}

function cameraScript(): string {
  const files = ['../stamp/stamp-code.ts', '../stamp/stamped-camera.ts']
  const modules = files.map((file) => new URL(file, import.meta.url))
  return pageScript(modules, `replaceCamera(${JSON.stringify(CAMERA)})`)
}

function watchScript(): string {
  const watch = new URL('./page-watch.ts', import.meta.url)
  return pageScript([watch], 'globalThis.visavisWatch = startPageWatch()')
}
