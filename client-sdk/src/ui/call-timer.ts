import { css, html, LitElement } from 'lit'
import { define } from './define.ts'
import { formatDuration, spokenDuration } from './format.ts'

/** Time since a moment, or until one, counting. Assistive technology reads it as words when asked, not each second. */
export class CallTimer extends LitElement {
  static override properties = {
    since: { type: Number },
    until: { type: Number },
    tag: {},
    label: {},
  }
  static override styles = css`
    :host {
      font-variant-numeric: tabular-nums;
    }
  `

  declare since: number
  /** Counts down to this moment instead. */
  declare until: number | null
  declare tag: string
  declare label: string
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.since = Date.now()
    this.until = null
    this.tag = 'en'
    this.label = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => this.requestUpdate(), 1_000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override render() {
    const elapsed = this.#elapsedMs()
    const spoken = `${this.label} ${spokenDuration(this.tag, elapsed)}`.trim()
    return html`<span role="timer" aria-label=${spoken}>${formatDuration(this.tag, elapsed)}</span>`
  }

  /** What is left counts in begun seconds, so that 0:00 means now. */
  #elapsedMs(): number {
    const now = Date.now()
    return this.until === null ? now - this.since : Math.max(0, this.until - now) + 999
  }
}

define('visavis-timer', CallTimer)
