import type { Page } from 'puppeteer'

/** What a page of a call says of it. */
export interface PageCondition {
  readonly isThere: boolean
  /** Of the page's element: its state, with why the room ended, if it did. */
  readonly state: string
  /** Of the client, and of the media: what the person is told. */
  readonly phase: string
  readonly connection: string
  readonly trouble: string
  /** Of the other's picture. */
  readonly camera: string
}

const GONE: PageCondition = {
  isThere: false,
  ...{ state: '', phase: '', connection: '', trouble: '', camera: '' },
}

/** Of a page that may have gone away. */
export async function conditionOf(page: Page): Promise<PageCondition> {
  if (page.isClosed()) return GONE
  return await page.evaluate(readCondition).catch(() => GONE)
}

/** In the page. */
function readCondition(): PageCondition {
  const element = document.querySelector('visavis-desk, visavis-guidance')
  const { state, view } = Object(element)
  const track: MediaStreamTrack | undefined = view?.remote?.camera ?? undefined
  return {
    isThere: true,
    state: [state?.name, state?.reason, state?.failure?.code].filter(Boolean).join(' '),
    phase: String(view?.phase),
    connection: String(view?.connection),
    trouble: String(view?.trouble),
    camera: track ? `${track.readyState}${track.muted ? ', muted' : ''}` : 'none',
  }
}
