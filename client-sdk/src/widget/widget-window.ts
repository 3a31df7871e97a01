import { html, LitElement, type PropertyValues } from 'lit'
import { afterPaint } from '../ui/after-paint.ts'
import { buttonStyles } from '../ui/button-styles.ts'
import { define } from '../ui/define.ts'
import { icon } from '../ui/icons.ts'
import { arrowStep, clampInto } from '../ui/placement.ts'
import { tokens } from '../ui/tokens.ts'
import type { Translator } from '../ui/translator.ts'
import { windowStyles } from './window-styles.ts'

const KEY_STEP_PX = 24
const MARGIN_PX = 8

/** A small window over the page. Moves by pointer and arrow keys; a sheet at the bottom on phones. */
export class WidgetWindow extends LitElement {
  static override properties = {
    heading: {},
    size: { reflect: true },
    hasPanel: { type: Boolean, reflect: true, attribute: 'has-panel' },
    canMinimise: { attribute: false },
    canEnlarge: { attribute: false },
    canClose: { attribute: false },
    t: { attribute: false },
    isAhead: { type: Boolean, reflect: true, attribute: 'ahead' },
  }
  static override styles = [tokens, buttonStyles, windowStyles]

  declare heading: string
  declare size: 'normal' | 'enlarged'
  declare hasPanel: boolean
  declare canMinimise: boolean
  declare canEnlarge: boolean
  declare canClose: boolean
  declare t: Translator | null
  /** Drawn before it is asked for, and not to be seen yet. */
  declare isAhead: boolean
  /** Distance from the end and the bottom edge of the page's window. */
  #inset = { x: 24, y: 24 }
  #keepInside = (): void => this.#place(this.#inset.x, this.#inset.y)
  /** What it shows makes it higher; its header stays in reach. */
  readonly #sizes = new ResizeObserver(this.#keepInside)

  constructor() {
    super()
    this.heading = ''
    this.size = 'normal'
    this.hasPanel = false
    this.canMinimise = true
    this.canEnlarge = true
    this.canClose = false
    this.t = null
    this.isAhead = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('resize', this.#keepInside)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('resize', this.#keepInside)
    this.#sizes.disconnect()
  }

  /** As soon as it is drawn: whoever opens it asks before that, and focusing lays out the page. */
  override focus(): void {
    afterPaint(() =>
      this.renderRoot.querySelector<HTMLElement>('.window')?.focus({ preventScroll: true }),
    )
  }

  protected override updated(changed: PropertyValues<this>): void {
    // What had the focus belonged to a call that is over, or not there yet.
    if (changed.has('canClose') && document.activeElement === document.body) this.focus()
    // Looks when it is laid out anyway: to ask for that here would lay out the page twice for one click.
    const box = this.renderRoot.querySelector('.window')
    if (box) this.#sizes.observe(box)
  }

  protected override render() {
    const { t } = this
    return html`<section class="window" part="window" role="dialog" aria-labelledby="heading" tabindex="-1">
      <header part="header" @pointerdown=${this.#startDrag}>
        <button class="icon-button grip" data-testid="move" aria-label=${t?.('widget.move') ?? ''} title=${t?.('widget.move') ?? ''} @keydown=${this.#moveByKey}>
          ${icon('grip')}
        </button>
        <div class="title">
          <h2 id="heading"><bdi>${this.heading}</bdi></h2>
          <slot name="status"></slot>
        </div>
        ${this.canMinimise ? this.#renderButton('minimise', 'minimise', t?.('widget.minimise')) : ''}
        ${this.canEnlarge ? this.#renderEnlarge() : ''}
        ${this.canClose ? this.#renderButton('close', 'close', t?.('common.close')) : ''}
      </header>
      <div class="body"><slot></slot></div>
    </section>`
  }

  #renderEnlarge() {
    return this.size === 'normal'
      ? this.#renderButton('enlarge', 'enlarge', this.t?.('widget.enlarge'))
      : this.#renderButton('enlarge', 'shrink', this.t?.('widget.shrink'))
  }

  #renderButton(
    name: 'minimise' | 'enlarge' | 'close',
    glyph: 'minimise' | 'enlarge' | 'shrink' | 'close',
    label = '',
  ) {
    return html`<button
      class="icon-button"
      data-testid=${name}
      aria-label=${label}
      title=${label}
      @click=${() => this.dispatchEvent(new CustomEvent(name))}
    >
      ${icon(glyph)}
    </button>`
  }

  get #isMirrored(): boolean {
    return this.t?.direction === 'rtl'
  }

  #moveByKey = (event: KeyboardEvent): void => {
    const step = arrowStep(event.key, KEY_STEP_PX)
    if (!step) return
    event.preventDefault()
    this.#place(this.#inset.x - (this.#isMirrored ? -step.x : step.x), this.#inset.y - step.y)
  }

  #startDrag = (down: PointerEvent): void => {
    const isOnButton = down
      .composedPath()
      .some((node) => node instanceof HTMLButtonElement && !node.classList.contains('grip'))
    if (down.button !== 0 || isOnButton) return
    const handle = down.currentTarget as HTMLElement
    const from = this.#inset
    handle.setPointerCapture(down.pointerId)
    const move = (event: PointerEvent): void => {
      const x = event.clientX - down.clientX
      this.#place(from.x - (this.#isMirrored ? -x : x), from.y - (event.clientY - down.clientY))
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener(
      'lostpointercapture',
      () => handle.removeEventListener('pointermove', move),
      { once: true },
    )
  }

  #place(x: number, y: number): void {
    const box = this.renderRoot.querySelector('.window')?.getBoundingClientRect()
    if (!box) return
    const area = { width: document.documentElement.clientWidth, height: window.innerHeight }
    this.#inset = clampInto(area, box, { x, y }, MARGIN_PX)
    this.style.setProperty('--_inset-end', `${this.#inset.x}px`)
    this.style.setProperty('--_inset-bottom', `${this.#inset.y}px`)
  }
}

define('visavis-window', WidgetWindow)
