/** What one click led to, in milliseconds on the page's `performance.now()`. */
export interface FirstFrame {
  /** When the browser received the click. */
  readonly clickedAt: number
  readonly shownAt: number
  readonly width: number
  readonly height: number
}

interface TestIds {
  readonly button: string
  readonly video: string
}

/**
 * In a page, before the click: resolves with the first frame that the video presents after it. Elements are
 * found by test id, in open shadow roots too, and a video may appear at any time after the click.
 */
export function awaitFirstFrame({ button, video }: TestIds): Promise<FirstFrame> {
  return new Promise((resolve) => {
    const onClick = (event: Event) => {
      if (!event.isTrusted || !isOn(event, button)) return
      removeEventListener('click', onClick, true)
      awaitVideo(video, (element) => {
        element.requestVideoFrameCallback(() => {
          whenVisible(element, () => {
            const { videoWidth: width, videoHeight: height } = element
            resolve({ clickedAt: event.timeStamp, shownAt: performance.now(), width, height })
          })
        })
      })
    }
    addEventListener('click', onClick, true)
  })
}

function isOn(event: Event, testId: string): boolean {
  return event
    .composedPath()
    .some((node) => node instanceof HTMLElement && node.dataset.testid === testId)
}

/** Looks once per painted frame, so a video is found before it can present anything. */
function awaitVideo(testId: string, found: (video: HTMLVideoElement) => void): void {
  const element = findDeep(document, `[data-testid="${testId}"]`)
  const video = element instanceof HTMLVideoElement ? element : element?.querySelector('video')
  if (video) found(video)
  else requestAnimationFrame(() => awaitVideo(testId, found))
}

/** A player may be ready, and have its first frame, before it is shown. */
function whenVisible(element: HTMLElement, act: () => void): void {
  const isVisible = element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  if (isVisible) act()
  else requestAnimationFrame(() => whenVisible(element, act))
}

function findDeep(root: Document | ShadowRoot, selector: string): Element | null {
  const found = root.querySelector(selector)
  if (found) return found
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const inside = shadowRoot && findDeep(shadowRoot, selector)
    if (inside) return inside
  }
  return null
}
