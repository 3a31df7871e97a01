import messageLoaders from 'visavis-messages:common,call,chat,devices,ended,error,widget'
import type { Availability } from '@visavis/protocol/browser'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { buttonStyles } from '../ui/button-styles.ts'
import type { ActionEvent } from '../ui/call-actions.ts'
import '../ui/call-surface.ts'
import { type CallView, EMPTY_CALL, REHEARSAL } from '../ui/call-view.ts'
import '../ui/connection-badge.ts'
import { afterPaint } from '../ui/after-paint.ts'
import { define } from '../ui/define.ts'
import { EMPTY_EPILOGUE, type Epilogue, epilogueOf } from '../ui/epilogue.ts'
import { tokens } from '../ui/tokens.ts'
import { loadTranslator, matchLocale, type Translator } from '../ui/translator.ts'
import { whenIdle } from '../ui/when-idle.ts'
import { AvailabilityWatch } from './availability-watch.ts'
import { GuidanceSession } from './guidance-session.ts'
import { guidanceStyles } from './guidance-styles.ts'
import { startButton } from './start-button.ts'
import { testLink } from './test-link.ts'
import { announce } from './widget-events.ts'
import { isCallState, type WidgetState } from './widget-state.ts'
import { type ViewContext, windowContent } from './widget-views.ts'
import './widget-window.ts'

/**
 * `<visavis-guidance product="..." locale="..." token-url="..." prepare="load">`: a button that brings a shopper face to
 * face with an advisor, in a small window over the page.
 */
export class VisavisGuidance extends LitElement {
  static override properties = {
    product: {},
    locale: {},
    tokenUrl: { attribute: 'token-url' },
    doctorUrl: { attribute: 'doctor-url' },
    prepareOn: { attribute: 'prepare' },
    t: { state: true },
    state: { state: true },
    view: { state: true },
    epilogue: { state: true },
    availability: { state: true },
    size: { state: true },
    hasPanel: { state: true },
    stars: { state: true },
    ahead: { state: true },
  }
  static override styles = [tokens, buttonStyles, guidanceStyles]

  declare product: string
  declare locale: string
  declare tokenUrl: string
  declare doctorUrl: string
  /** `load`: gets ready with the page rather than when somebody points at the button. */
  declare prepareOn: string
  declare t: Translator | null
  declare state: WidgetState
  declare view: CallView
  declare epilogue: Epilogue
  declare availability: Availability | null
  declare size: 'normal' | 'enlarged' | 'minimised'
  declare hasPanel: boolean
  declare stars: number
  /** How far the window is drawn before it is asked for. */
  declare ahead: 'not' | 'rehearsed' | 'ready'
  #session: GuidanceSession | null = null
  #availability: AvailabilityWatch | null = null
  /** The attributes that the session was made for. */
  #named = ''
  #startedAt = 0

  constructor() {
    super()
    this.product = ''
    this.locale = ''
    this.tokenUrl = ''
    this.doctorUrl = ''
    this.prepareOn = ''
    this.t = null
    this.state = { name: 'closed' }
    this.view = EMPTY_CALL
    this.epilogue = EMPTY_EPILOGUE
    this.availability = null
    this.size = 'normal'
    this.hasPanel = false
    this.stars = 0
    this.ahead = 'not'
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#closeSession()
    this.state = { name: 'closed' }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale')) void this.#loadWords()
    // A call goes on under the names it began with.
    if (this.isConnected && this.state.name === 'closed') this.#renewSession()
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
        isCall: isCallState(this.state),
        start: this.#start,
        prepare: this.#prepare,
      })}
      ${this.state.name === 'closed' ? testLink(t, this.doctorUrl) : nothing}
      ${this.#renderWindow(t)}
    </div>`
  }

  #renderWindow(t: Translator) {
    if (this.state.name !== 'closed') return windowContent(this.#context(t))
    if (this.ahead === 'not') return nothing
    const context = { ...this.#context(t), isAhead: true }
    // A call is drawn once unseen, so that its parts are parsed and compiled before one comes.
    return this.ahead === 'rehearsed'
      ? windowContent({ ...context, state: { name: 'in-call' }, view: REHEARSAL })
      : windowContent({ ...context, state: { name: 'connecting', since: 0 } })
  }

  #context(t: Translator): ViewContext {
    return {
      t,
      isAhead: false,
      state: this.state,
      view: this.view,
      epilogue: this.epilogue,
      devices: this.#session?.choices ?? null,
      availability: this.availability,
      size: this.size,
      hasPanel: this.hasPanel,
      stars: this.stars,
      doctorUrl: this.doctorUrl,
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
    const { locale } = this
    const t = await loadTranslator(messageLoaders, localeOf(locale))
    if (locale === this.locale) this.t = t
  }

  #renewSession(): void {
    const { tokenUrl, product } = this
    const locale = localeOf(this.locale)
    const named = JSON.stringify([tokenUrl, product, locale])
    if (product === '' || tokenUrl === '' || (this.#session && named === this.#named)) return
    this.#closeSession()
    const session = new GuidanceSession({ tokenUrl, product, locale })
    this.#session = session
    this.#named = named
    this.#availability = new AvailabilityWatch({
      ask: () => session.availability(),
      onChange: (availability) => {
        this.availability = availability
      },
    })
    session.on('changed', (state) => this.#enterState(state))
    session.on('view', (view) => {
      this.view = { ...view }
    })
    void session.resume()
    if (this.prepareOn === 'load') whenIdle(this.#prepare)
  }

  #closeSession(): void {
    this.#availability?.close()
    this.#session?.close().catch(() => undefined)
    this.#session = null
  }

  #enterState(state: WidgetState): void {
    const { product } = this
    if (state.name === 'in-call' && this.#startedAt > 0) {
      announce(this, 'visavis:connected', { product, waitedMs: Date.now() - this.#startedAt })
      this.#startedAt = 0
    }
    if (state.name === 'ended') {
      const { reason, durationMs } = state
      this.epilogue = epilogueOf(this.view)
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
    this.#availability?.setWaiting(state.name === 'waiting')
    this.view = this.#session?.view ?? EMPTY_CALL
    if (state.name !== 'connecting') this.ahead = 'not'
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
    this.#availability?.refresh()
    if (this.ahead === 'not') this.#drawAhead()
  }

  #drawAhead(): void {
    this.ahead = 'rehearsed'
    afterPaint(() => {
      if (this.ahead === 'rehearsed') this.ahead = 'ready'
    })
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

function localeOf(attribute: string): string {
  return attribute || document.documentElement.lang || matchLocale(navigator.languages)
}

define('visavis-guidance', VisavisGuidance)
