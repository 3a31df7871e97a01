import { type DrawnPicture, drawnSize, isNoticeable } from './picture-size.ts'

/** Until the first size is said: the first frame is on its way, in the smallest size, and is not to be disturbed. */
const FIRST_MS = 1_000

/** A box that is being dragged has many sizes: only the last counts. */
const RESIZE_MS = 250

/**
 * Longer than pages need to rearrange, and than most looks into another tab take: a picture that comes back starts with a
 * key frame, a round trip later.
 */
const HIDE_MS = 1_500

/**
 * Says how large a player draws its picture, and when nobody can see it: scrolled away, not displayed, or in a tab behind
 * others. What can be seen again is said at once. `before`: what was said last, by an earlier watch. Ends with the
 * function that is answered.
 */
export function watchPicture(
  video: HTMLVideoElement,
  onChange: (picture: DrawnPicture) => void,
  before: DrawnPicture | null = null,
): () => void {
  let told = before
  let box = { width: 0, height: 0 }
  let isInView = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = (): DrawnPicture => {
    const { videoWidth: width, videoHeight: height } = video
    return isSeen(video, isInView) ? drawnSize(box, { width, height }, fitOf(video)) : 'hidden'
  }
  const tell = () => {
    const now = look()
    if (!isNoticeable(told, now)) return
    told = now
    onChange(now)
  }
  const note = () => {
    clearTimeout(timer)
    const now = look()
    if (told === 'hidden' && now !== 'hidden') tell()
    else timer = setTimeout(tell, waitMs(told, now))
  }

  const resizes = observeBox(video, (size) => {
    box = size
    note()
  })
  const views = new IntersectionObserver((entries) => {
    isInView = entries.at(-1)?.isIntersecting ?? isInView
    note()
  })
  views.observe(video)
  const { ownerDocument: page } = video
  const events = new AbortController()
  const { signal } = events
  page.addEventListener('visibilitychange', note, { signal })
  for (const type of ['resize', 'enterpictureinpicture', 'leavepictureinpicture']) {
    video.addEventListener(type, note, { signal })
  }
  return () => {
    clearTimeout(timer)
    events.abort()
    resizes.disconnect()
    views.disconnect()
  }
}

function waitMs(told: DrawnPicture | null, now: DrawnPicture): number {
  if (now === 'hidden') return HIDE_MS
  return told === null ? FIRST_MS : RESIZE_MS
}

function isSeen(video: HTMLVideoElement, isInView: boolean): boolean {
  const { ownerDocument: page } = video
  if (page.pictureInPictureElement === video) return true
  return isInView && page.visibilityState === 'visible'
}

function fitOf(video: HTMLVideoElement): 'contain' | 'cover' {
  return getComputedStyle(video).objectFit === 'cover' ? 'cover' : 'contain'
}

interface Box {
  readonly width: number
  readonly height: number
}

function observeBox(video: HTMLVideoElement, onBox: (box: Box) => void): ResizeObserver {
  const observer = new ResizeObserver((entries) => {
    const entry = entries.at(-1)
    if (entry) onBox(boxOf(entry, video))
  })
  try {
    observer.observe(video, { box: 'device-pixel-content-box' })
  } catch {
    // Safari: the size in pixels of the page has to do.
    observer.observe(video)
  }
  return observer
}

function boxOf(
  { devicePixelContentBoxSize, contentRect }: ResizeObserverEntry,
  video: Element,
): Box {
  const size = devicePixelContentBoxSize?.[0]
  if (size) return { width: size.inlineSize, height: size.blockSize }
  const ratio = video.ownerDocument.defaultView?.devicePixelRatio ?? 1
  return { width: contentRect.width * ratio, height: contentRect.height * ratio }
}
