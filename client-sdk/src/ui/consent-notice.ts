import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { sendAction } from './call-actions.ts'
import { consentNoticeStyles } from './consent-notice-styles.ts'
import { define } from './define.ts'
import { NO_RECORDING, type RecordingView } from './recording-view.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/**
 * Asks whether the call may be recorded, beside the call and never before it. Both answers look alike. The text is the server's,
 * to the letter: its hash is what somebody consents to.
 */
export class ConsentNotice extends LitElement {
  static override properties = {
    recording: { attribute: false },
    t: { attribute: false },
  }
  static override styles = [tokens, buttonStyles, consentNoticeStyles]

  declare recording: RecordingView
  declare t: Translator | null
  #hasAsked = false

  constructor() {
    super()
    this.recording = NO_RECORDING
    this.t = null
  }

  /** Each recording has terms of its own, and so a notice. */
  protected override updated(): void {
    const { isAsked } = this.recording
    if (isAsked && !this.#hasAsked && this.t) {
      sendAction(this, { type: 'read-notice', locale: this.t.tag })
    }
    this.#hasAsked = isAsked && this.t !== null
  }

  protected override render(): TemplateResult {
    const { recording, t } = this
    const { notice, isAsked } = recording
    const isShown = isAsked && notice !== null && t !== null
    const [heading = '', ...paragraphs] = isShown ? notice.text.trimEnd().split('\n') : []
    return html`<span class="visually-hidden" role="status">${heading}</span>
      ${isShown ? this.#renderCard({ t, heading, paragraphs, locale: notice.locale }) : nothing}`
  }

  #renderCard({ t, heading, paragraphs, locale }: Card): TemplateResult {
    const { isBusy } = this.recording
    return html`<section class="card" part="consent" data-testid="consent-notice" aria-labelledby="heading" lang=${locale} dir="auto">
      <h3 id="heading">${heading}</h3>
      <div class="text" tabindex="0">${paragraphs.map((text) => html`<p>${withLink(text)}</p>`)}</div>
      <div class="answers" lang=${t.tag}>
        <button class="button" data-testid="consent-decline" ?disabled=${isBusy} @click=${() => this.#answer('consent-decline')}>
          ${t('call.consent-decline')}
        </button>
        <button class="button" data-testid="consent-accept" ?disabled=${isBusy} @click=${() => this.#answer('consent-accept')}>
          ${t('call.consent-accept')}
        </button>
      </div>
    </section>`
  }

  #answer(type: 'consent-accept' | 'consent-decline'): void {
    sendAction(this, { type })
  }
}

interface Card {
  readonly t: Translator
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly locale: string
}

/** The policy's address, where the text ends with one. */
function withLink(text: string): TemplateResult | string {
  const [url] = /https?:\/\/\S+$/.exec(text) ?? []
  if (!url) return text
  return html`${text.slice(0, -url.length)}<a href=${url} target="_blank" rel="noopener">${url}</a>`
}

define('visavis-consent', ConsentNotice)
