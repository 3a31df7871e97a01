import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { ACTION_EVENT, type ActionEvent } from './call-actions.ts'
import './call-banners.ts'
import { callNotices } from './call-notices.ts'
import { callSurfaceStyles } from './call-surface-styles.ts'
import { type CallView, EMPTY_CALL } from './call-view.ts'
import './chat-panel.ts'
import type { ControlBar } from './control-bar.ts'
import './control-bar.ts'
import './consent-notice.ts'
import { define } from './define.ts'
import { type DeviceChoices, NO_DEVICES } from './device-picker.ts'
import { icon } from './icons.ts'
import './recording-indicator.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'
import './video-stage.ts'

/** Milliseconds without a sign of life after which the controls fade. */
const IDLE_MS = 3_500

/** A whole call: picture, banners, controls, and the chat and device panels over it. */
export class CallSurface extends LitElement {
  static override properties = {
    call: { attribute: false },
    devices: { attribute: false },
    t: { attribute: false },
    layout: { reflect: true },
    chatPlace: { attribute: 'chat-place', reflect: true },
    panel: { state: true },
    readCount: { state: true },
  }
  static override styles = [tokens, buttonStyles, callSurfaceStyles]

  declare call: CallView
  declare devices: DeviceChoices
  declare t: Translator | null
  /** `outside` where the page has its own place for the chat. */
  declare chatPlace: 'inside' | 'outside'
  /** `stacked`: panels open below the picture rather than over or beside it. */
  declare layout: 'floating' | 'stacked'
  declare panel: 'none' | 'chat' | 'devices'
  declare readCount: number
  #idleTimer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.call = EMPTY_CALL
    this.devices = NO_DEVICES
    this.t = null
    this.layout = 'floating'
    this.chatPlace = 'inside'
    this.panel = 'none'
    this.readCount = 0
    this.addEventListener(ACTION_EVENT, (event) => this.#handle(event as ActionEvent))
    for (const type of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      this.addEventListener(type, this.#wake)
    }
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#wake()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#idleTimer)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('call')
    if (before?.phase !== this.call.phase) this.#wake()
    if (before?.peer?.presence !== this.call.peer?.presence) this.#wake()
    if (before && isInterrupted(before) !== isInterrupted(this.call)) this.#wake()
    // What was said before this page had the call was read where the call was.
    const isOpened = before?.phase === 'connecting'
    if (isOpened || (before && this.panel === 'chat')) this.readCount = this.#received
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('panel')) this.dispatchEvent(new CustomEvent('panel', { detail: this.panel }))
    if (!changed.has('panel') || this.panel === 'none') return
    const panel = this.panel === 'chat' ? 'visavis-chat' : 'visavis-devices'
    this.renderRoot.querySelector<LitElement>(panel)?.updateComplete.then(
      () => this.renderRoot.querySelector<HTMLElement>(panel)?.focus(),
      () => undefined,
    )
  }

  protected override render() {
    const { call, t } = this
    return html`<div class="surface" data-panel=${this.panel} data-banners=${this.#bannerPlace}>
      <div class="banners">
        ${call.phase === 'in-call' ? html`<visavis-recording exportparts="recording" .recording=${call.recording} .t=${t}></visavis-recording>` : nothing}
        <visavis-consent exportparts="consent" .recording=${call.recording} .t=${t}></visavis-consent>
        <visavis-call-banners exportparts="banner" .call=${call} .t=${t}></visavis-call-banners>
      </div>
      <visavis-stage class="stage" part="stage" exportparts="remote-video, remote-screen, peer, self" .call=${call} .t=${t}>
        <slot class="overlay"></slot>
        <visavis-controls
          class="controls"
          exportparts="controls, hang-up"
          .call=${call}
          .t=${t}
          .hasChat=${this.chatPlace === 'inside'}
          .openPanel=${this.panel}
          .unread=${this.#received - this.readCount}
        ></visavis-controls>
      </visavis-stage>
      ${this.panel === 'none' ? nothing : this.#renderPanel(this.panel)}</div>`
  }

  /** Short words lie over the picture; with a panel open, there is room for long ones too. */
  get #bannerPlace(): 'above' | 'over' {
    const { isAsked, notice } = this.call.recording
    const isLong =
      (isAsked && notice !== null) ||
      callNotices(this.call).some(({ action, text }) => action && text)
    return isLong && this.panel === 'none' ? 'above' : 'over'
  }

  get #received(): number {
    return this.call.messages.filter(({ isMine }) => !isMine).length
  }

  #renderPanel(panel: 'chat' | 'devices') {
    const { t } = this
    const title = t?.(panel === 'chat' ? 'chat.title' : 'devices.title')
    return html`<section class="panel ${panel}" part=${panel} aria-label=${title ?? ''} @keydown=${this.#closeOnEscape}>
      <header>
        <h2>${title}</h2>
        <button class="icon-button" data-testid="close-panel" aria-label=${t?.('common.close') ?? ''} title=${t?.('common.close') ?? ''} @click=${this.#closePanel}>
          ${icon('close')}
        </button>
      </header>
      ${
        panel === 'chat'
          ? html`<visavis-chat .messages=${this.call.messages} .t=${t}></visavis-chat>`
          : html`<visavis-devices .choices=${this.devices} .t=${t}></visavis-devices>`
      }
    </section>`
  }

  #handle(event: ActionEvent): void {
    if (event.detail.type === 'toggle-chat') this.#togglePanel('chat')
    if (event.detail.type === 'toggle-devices') this.#togglePanel('devices')
  }

  #togglePanel(panel: 'chat' | 'devices'): void {
    this.panel = this.panel === panel ? 'none' : panel
    if (this.panel === 'chat') this.readCount = this.#received
  }

  #closePanel = (): void => {
    const opener = this.panel === 'chat' ? 'chat' : 'devices'
    this.panel = 'none'
    const bar = this.renderRoot.querySelector<ControlBar>('visavis-controls')
    bar?.renderRoot.querySelector<HTMLElement>(`[data-testid='${opener}']`)?.focus()
  }

  #closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.#closePanel()
  }

  #wake = (): void => {
    this.removeAttribute('idle')
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(this.#fade, IDLE_MS)
  }

  /** Controls stay while there is nothing to see behind them, in trouble, or while one of them has the focus. */
  #fade = (): void => {
    const { remote, peer } = this.call
    const isShown = remote.camera !== null || remote.screen !== null
    const isWatching = isShown && peer?.presence === 'connected' && !isInterrupted(this.call)
    if (isWatching && this.panel === 'none' && !this.matches(':focus-within')) {
      this.setAttribute('idle', '')
    }
  }
}

function isInterrupted({ connection }: CallView): boolean {
  return connection === 'reconnecting' || connection === 'failed'
}

define('visavis-call', CallSurface)
