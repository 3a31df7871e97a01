/** What the system took in the background may be reported only a moment after the return. */
const JUST_BACK_MS = 3_000

/** Whether the page is before somebody's eyes. Phones take camera and microphone from one that is not. */
export class PageSight {
  readonly #onBack: () => void
  #backAt = Number.NEGATIVE_INFINITY
  readonly #onChange = () => {
    if (this.isAway) return
    this.#backAt = performance.now()
    this.#onBack()
  }

  constructor(onBack: () => void) {
    this.#onBack = onBack
    document.addEventListener('visibilitychange', this.#onChange)
  }

  get isAway(): boolean {
    return document.visibilityState === 'hidden'
  }

  get isJustBack(): boolean {
    return performance.now() - this.#backAt < JUST_BACK_MS
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onChange)
  }
}
