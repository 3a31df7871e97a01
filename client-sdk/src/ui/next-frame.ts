/** Browsers draw nothing in a hidden tab, and what waits for a frame there would wait for ever. */
const HIDDEN_MS = 100

/** Runs `work` once with the next drawn frame, however often it is asked for before. */
export class NextFrame {
  readonly #work: () => void
  #frame: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(work: () => void) {
    this.#work = work
  }

  request(): void {
    if (this.#timer !== undefined) return
    this.#frame = requestAnimationFrame(this.#run)
    this.#timer = setTimeout(this.#run, HIDDEN_MS)
  }

  close(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#frame = undefined
    this.#timer = undefined
  }

  #run = (): void => {
    this.close()
    this.#work()
  }
}
