const LOOK_EVERY_MS = 1_000

/** A picture of a weak network may be a second late. */
const STILL_AFTER_LOOKS = 2

type Video = Pick<HTMLVideoElement, 'getVideoPlaybackQuality'>

/** Looks now and then whether a video shows anything new, once it has shown something. */
export class PictureWatch {
  readonly #onChange: (isStill: boolean) => void
  readonly #isSeen: () => boolean
  #timer: ReturnType<typeof setInterval> | undefined
  #isStill = false

  /** `isSeen`: of a picture that nobody sees nothing is sent. */
  constructor(onChange: (isStill: boolean) => void, isSeen = () => true) {
    this.#onChange = onChange
    this.#isSeen = isSeen
  }

  /** Does nothing while it looks at a video already. */
  start(video: Video): void {
    if (this.#timer !== undefined) return
    let before = 0
    let looks = 0
    this.#timer = setInterval(() => {
      const now = video.getVideoPlaybackQuality().totalVideoFrames
      const isNew = now !== before || !this.#isSeen()
      looks = isNew ? 0 : looks + 1
      before = now
      if (now > 0) this.#set(looks >= STILL_AFTER_LOOKS)
    }, LOOK_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#set(false)
  }

  #set(isStill: boolean): void {
    if (isStill === this.#isStill) return
    this.#isStill = isStill
    this.#onChange(isStill)
  }
}
