import messageLoaders from 'visavis-messages:common,call,chat,devices,ended,error,widget'
import type { Availability } from '@visavis/protocol/browser'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { buttonStyles } from '../ui/button-styles.ts'
import type { ActionEvent } from '../ui/call-actions.ts'
import '../ui/call-surface.ts'
import { type CallView, EMPTY_CALL } from '../ui/call-view.ts'
import '../ui/connection-badge.ts'
import { define } from '../ui/define.ts'
import { tokens } from '../ui/tokens.ts'
import { loadTranslator, matchLocale, type Translator } from '../ui/translator.ts'
import { GuidanceSession } from './guidance-session.ts'
import { guidanceStyles } from './guidance-styles.ts'
import { startButton } from './start-button.ts'
import { announce } from './widget-events.ts'
import type { WidgetState } from './widget-state.ts'
import { type ViewContext, windowContent } from './widget-views.ts'
import './widget-window.ts'

/** How old the availability on the button may grow before it is asked for again. */
const AVAILABILITY_MS = 30_000

/**
 * `<visavis-guidance product="..." locale="..." token-url="...">`: a button that brings a shopper face to
 * face with an advisor, in a small window over the page.
 */
export class VisavisGuidance extends LitElement {
  static override properties = {
    product: {},
    locale: {},
    tokenUrl: { attribute: 'token-url' },
    t: { state: true },
    state: { state: true },
    view: { state: true },
    availability: { state: true },
    size: { state: true },
    hasPanel: { state: true },
    stars: { state: true },
  }
  static override styles = [tokens, buttonStyles, guidanceStyles]

  declare product: string
  declare locale: string
  declare tokenUrl: string
  declare t: Translator | null
  declare state: WidgetState
  declare view: CallView
  declare availability: Availability | null
  declare size: 'normal' | 'enlarged' | 'minimised'
  declare hasPanel: boolean
  declare stars: number
  #session: GuidanceSession | null = null
  #askedAt = 0
  #startedAt = 0

  constructor() {
    super()
    this.product = ''
    this.locale = ''
    this.tokenUrl = ''
    this.t = null
    this.state = { name: 'closed' }
    this.view = EMPTY_CALL
    this.availability = null
    this.size = 'normal'
    this.hasPanel = false
    this.stars = 0
  }

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('visibilitychange', this.#refreshAvailability)
    whenIdle(this.#refreshAvailability)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('visibilitychange', this.#refreshAvailability)
    this.#session?.close().catch(() => undefined)
    this.#session = null
    this.state = { name: 'closed' }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale')) void this.#loadWords()
    const isNamed = this.product !== '' && this.tokenUrl !== ''
    const isRenamed = changed.has('product') || changed.has('tokenUrl') || changed.has('locale')
    if (isNamed && isRenamed && this.state.name === 'closed') this.#renewSession()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('state')) return
    const before = changed.get('state')
    if (before?.name === 'closed' && this.state.name !== 'closed') this.#focus('visavis-window')
    if (before && before.name !== 'closed' && this.state.name === 'closed') this.#focus('.start')
  }

  protected override render() {
    const { t } = this
    if (!t) return nothing
    return html`<div class="root" dir=${t.direction} lang=${t.tag}>
      ${startButton({
        t,
        availability: this.availability,
        isOpen: this.state.name !== 'closed',
        start: this.#start,
        prepare: this.#prepare,
      })}
      ${this.state.name === 'closed' ? nothing : windowContent(this.#context(t))}
    </div>`
  }

  #context(t: Translator): ViewContext {
    return {
      t,
      state: this.state,
      view: this.view,
      devices: this.#session?.choices ?? null,
      size: this.size,
      hasPanel: this.hasPanel,
      stars: this.stars,
      act: this.#act,
      resize: (size) => {
        this.size = size
      },
      showPanel: (event) => {
        this.hasPanel = event.detail !== 'none'
      },
      rate: this.#rate,
      again: this.#start,
      cancel: () => void this.#session?.leave(),
      close: () => this.#session?.dismiss(),
      continueHere: () => void this.#session?.continueHere(),
    }
  }

  async #loadWords(): Promise<void> {
    const tag = this.locale || document.documentElement.lang || matchLocale(navigator.languages)
    const t = await loadTranslator(messageLoaders, tag)
    this.t = t
  }

  #renewSession(): void {
    this.#session?.close().catch(() => undefined)
    const { tokenUrl, product } = this
    const locale = this.locale || document.documentElement.lang || 'en'
    const session = new GuidanceSession({ tokenUrl, product, locale })
    this.#session = session
    session.on('changed', (state) => this.#enterState(state))
    session.on('view', (view) => {
      this.view = { ...view }
    })
    void session.resume()
  }

  #enterState(state: WidgetState): void {
    const { product } = this
    if (state.name === 'in-call' && this.#startedAt > 0) {
      announce(this, 'visavis:connected', { product, waitedMs: Date.now() - this.#startedAt })
      this.#startedAt = 0
    }
    if (state.name === 'ended') {
      const { reason, durationMs } = state
      announce(this, 'visavis:ended', { product, reason, durationMs })
    }
    if (state.name === 'error')
      announce(this, 'visavis:error', { product, code: state.failure.code })
    if (state.name === 'connecting') {
      this.size = 'normal'
      this.hasPanel = false
      this.stars = 0
    }
    if (state.name === 'ended' && this.size === 'minimised') this.size = 'normal'
    this.view = this.#session?.view ?? EMPTY_CALL
    this.state = state
  }

  #start = (): void => {
    if (this.state.name === 'in-call' || this.state.name === 'waiting') {
      this.size = 'normal'
      return
    }
    if (this.state.name === 'connecting') return
    this.#startedAt = Date.now()
    announce(this, 'visavis:started', { product: this.product })
    void this.#session?.start()
  }

  #prepare = (): void => {
    if (this.state.name !== 'closed') return
    this.#session?.prepare()
    this.#refreshAvailability()
  }

  #refreshAvailability = (): void => {
    const session = this.#session
    if (!session || document.hidden || Date.now() - this.#askedAt < AVAILABILITY_MS) return
    this.#askedAt = Date.now()
    session.availability().then(
      (availability) => {
        this.availability = availability
      },
      () => {
        // The button works without it.
        this.availability = null
      },
    )
  }

  #act = (event: ActionEvent): void => {
    if (event.detail.type === 'hang-up') void this.#session?.leave()
    else void this.#session?.act(event.detail)
  }

  #rate = (stars: number): void => {
    this.stars = stars
    announce(this, 'visavis:rated', { product: this.product, stars })
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
  }
}

/** Safari has no `requestIdleCallback`. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 3_000 })
  else setTimeout(work, 500)
}

define('visavis-guidance', VisavisGuidance)
