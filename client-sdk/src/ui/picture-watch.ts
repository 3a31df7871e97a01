const LOOK_EVERY_MS = 1_500

/** Looks now and then whether a video shows anything new. */
export class PictureWatch {
  readonly #onChange: (isStill: boolean) => void
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(onChange: (isStill: boolean) => void) {
    this.#onChange = onChange
  }

  /** Does nothing while it looks at a video already. */
  start(video: Pick<HTMLVideoElement, 'getVideoPlaybackQuality'>): void {
    if (this.#timer !== undefined) return
    let before = framesOf(video)
    this.#timer = setInterval(() => {
      const now = framesOf(video)
      this.#onChange(now === before)
      before = now
    }, LOOK_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

function framesOf(video: Pick<HTMLVideoElement, 'getVideoPlaybackQuality'>): number {
  return video.getVideoPlaybackQuality().totalVideoFrames
}
