import { css, html, LitElement } from 'lit'
import { define } from './define.ts'
import { formatDuration, spokenDuration } from './format.ts'

/** Time since a moment, counting. Assistive technology reads it as words when asked, not each second. */
export class CallTimer extends LitElement {
  static override properties = { since: { type: Number }, tag: {}, label: {} }
  static override styles = css`
    :host {
      font-variant-numeric: tabular-nums;
    }
  `

  declare since: number
  declare tag: string
  declare label: string
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.since = Date.now()
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
    const elapsed = Date.now() - this.since
    const spoken = `${this.label} ${spokenDuration(this.tag, elapsed)}`.trim()
    return html`<span role="timer" aria-label=${spoken}>${formatDuration(this.tag, elapsed)}</span>`
  }
}

define('visavis-timer', CallTimer)
