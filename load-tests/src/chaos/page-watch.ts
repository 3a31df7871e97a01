/** Of one WebSocket, on the page's wall clock. */
export interface SocketMark {
  /** When its session was opened or resumed; 0 before. */
  openedAt: number
  isResumed: boolean
  /** 0 while it is open. */
  closedAt: number
}

export interface PageWatch {
  /** When frames of the remote video were presented. */
  readonly frames: number[]
  readonly sockets: SocketMark[]
}

const LOOK_EVERY_MS = 100

/** In a page, before its own scripts: watches the remote video, whichever element shows it, and the sockets. */
export function startPageWatch(): PageWatch {
  const watch: PageWatch = { frames: [], sockets: [] }
  const known = new WeakSet<HTMLVideoElement>()
  setInterval(() => {
    const video = findVideo(document)
    if (!video || known.has(video)) return
    known.add(video)
    watchVideo(video, watch.frames)
  }, LOOK_EVERY_MS)
  watchSockets(watch.sockets)
  return watch
}

function watchVideo(video: HTMLVideoElement, frames: number[]): void {
  const onFrame = () => {
    frames.push(performance.timeOrigin + performance.now())
    video.requestVideoFrameCallback(onFrame)
  }
  video.requestVideoFrameCallback(onFrame)
}

function findVideo(root: Document | ShadowRoot): HTMLVideoElement | undefined {
  const found = root.querySelector('[data-testid="remote-video"]')
  if (found instanceof HTMLVideoElement) return found
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const inside = shadowRoot && findVideo(shadowRoot)
    if (inside) return inside
  }
  return undefined
}

function watchSockets(marks: SocketMark[]): void {
  const Original = globalThis.WebSocket
  globalThis.WebSocket = class extends Original {
    readonly #mark: SocketMark = { openedAt: 0, isResumed: false, closedAt: 0 }
    #opening: number | undefined

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      const mark = this.#mark
      marks.push(mark)
      this.addEventListener('close', () => {
        mark.closedAt = performance.timeOrigin + performance.now()
      })
      this.addEventListener('message', ({ data }) => {
        if (this.#opening === undefined) return
        const { id, result } = JSON.parse(String(data))
        if (id === this.#opening && result)
          mark.openedAt = performance.timeOrigin + performance.now()
      })
    }

    override send(data: string): void {
      if (this.#mark.openedAt === 0 && String(data).includes('"session.open"')) {
        const { id, params } = JSON.parse(String(data))
        this.#opening = id
        this.#mark.isResumed = params.resume !== undefined
      }
      super.send(data)
    }
  }
}
