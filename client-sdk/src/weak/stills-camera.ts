import { wait } from '../wait.ts'
import { bareWebp } from './bare-webp.ts'
import { fitStill } from './stills-fit.ts'

/** A camera that was just opened has no picture yet. */
const FIRST_PICTURE_MS = 3_000
const LOOK_EVERY_MS = 50

/** Takes stills of a track. Opens no device: it looks at what is sent anyway. */
export class StillsCamera {
  readonly #video = document.createElement('video')
  readonly #canvas = document.createElement('canvas')

  constructor(track: MediaStreamTrack) {
    this.#video.muted = true
    this.#video.playsInline = true
    this.#video.srcObject = new MediaStream([track])
  }

  /** `null` while there is no picture, or none that fits. */
  async take(maxBytes: number): Promise<Blob | null> {
    await this.#start()
    const { videoWidth: width } = this.#video
    return width > 0
      ? fitStill((to, quality) => this.#draw(to, quality), { width, maxBytes })
      : null
  }

  close(): void {
    this.#video.srcObject = null
  }

  async #start(): Promise<void> {
    if (this.#video.paused) await this.#video.play().catch(() => {})
    for (let waited = 0; this.#video.videoWidth === 0 && waited < FIRST_PICTURE_MS; ) {
      await wait(LOOK_EVERY_MS)
      waited += LOOK_EVERY_MS
    }
  }

  /** WebP is a third smaller; a browser that cannot write it writes PNG, and is asked for JPEG. */
  async #draw(width: number, quality: number): Promise<Blob> {
    const { videoWidth, videoHeight } = this.#video
    this.#canvas.width = width
    this.#canvas.height = Math.round((width * videoHeight) / videoWidth)
    const context = this.#canvas.getContext('2d')
    context?.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height)
    const webp = await this.#encode('image/webp', quality)
    if (webp.type !== 'image/webp') return this.#encode('image/jpeg', quality)
    return new Blob([bareWebp(new Uint8Array(await webp.arrayBuffer()))], { type: webp.type })
  }

  #encode(type: string, quality: number): Promise<Blob> {
    return new Promise((resolve, reject) => {
      const take = (blob: Blob | null) =>
        blob ? resolve(blob) : reject(new Error('This browser cannot encode a picture'))
      this.#canvas.toBlob(take, type, quality)
    })
  }
}
