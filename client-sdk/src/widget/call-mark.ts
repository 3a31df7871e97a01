const KEY = 'visavis.in-call'
const LOCK = 'visavis.call'

/**
 * Remembers through a reload that this tab is in a call. A duplicated tab inherits the memory but not the
 * lock, so that it does not pull the call away from the first.
 */
export class CallMark {
  #release: (() => void) | null = null

  set(): void {
    sessionStorage.setItem(KEY, '')
    if (this.#release) return
    const held = new Promise<void>((resolve) => {
      this.#release = resolve
    })
    void navigator.locks?.request(LOCK, { ifAvailable: true }, () => held)
  }

  clear(): void {
    sessionStorage.removeItem(KEY)
    this.#release?.()
    this.#release = null
  }

  async isOurs(): Promise<boolean> {
    if (sessionStorage.getItem(KEY) === null) return false
    const locks = await navigator.locks?.query()
    return !locks?.held?.some(({ name }) => name === LOCK)
  }
}
