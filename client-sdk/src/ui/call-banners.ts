import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import './banner.ts'
import { buttonStyles } from './button-styles.ts'
import { sendAction } from './call-actions.ts'
import { callNotices, type Notice } from './call-notices.ts'
import { type CallView, EMPTY_CALL } from './call-view.ts'
import { define } from './define.ts'
import { peerName } from './peer-name.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/** What a call has to say about itself, most urgent first. */
export class CallBanners extends LitElement {
  static override properties = {
    call: { attribute: false },
    t: { attribute: false },
    dismissed: { state: true },
  }
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }

      .button {
        min-block-size: 44px;
        padding-inline: 16px;
        background: transparent;
        border-color: currentColor;
        color: inherit;
      }

      .button.primary {
        border-color: transparent;
        background: var(--_accent);
        color: var(--_on-accent);
      }
    `,
  ]

  declare call: CallView
  declare t: Translator | null
  declare dismissed: ReadonlySet<string>

  constructor() {
    super()
    this.call = EMPTY_CALL
    this.t = null
    this.dismissed = new Set()
  }

  protected override willUpdate(): void {
    // A trouble that went away and comes back is worth saying again.
    const current = new Set(callNotices(this.call).map(({ id }) => id))
    const kept = [...this.dismissed].filter((id) => current.has(id))
    if (kept.length !== this.dismissed.size) this.dismissed = new Set(kept)
  }

  protected override render() {
    const shown = callNotices(this.call).filter(({ id }) => !this.dismissed.has(id))
    // Keyed: a banner that somebody reads never turns into another.
    return repeat(
      shown,
      ({ id }) => id,
      (notice) => this.#renderNotice(notice),
    )
  }

  #renderNotice(notice: Notice): TemplateResult | typeof nothing {
    const { t } = this
    if (!t) return nothing
    return html`<visavis-banner
      data-testid=${`banner-${notice.id}`}
      .icon=${notice.icon}
      .heading=${this.#heading(notice, t)}
      .text=${notice.text ? t(notice.text) : ''}
      .isUrgent=${notice.isUrgent}
      .dismissLabel=${notice.canDismiss ? t('common.dismiss') : ''}
      @dismiss=${() => this.#dismiss(notice)}
    >
      ${notice.action ? this.#renderAction(notice.action) : nothing}
    </visavis-banner>`
  }

  #heading({ heading }: Notice, t: Translator): string {
    if (heading === 'call.peer-weak' || heading === 'call.peer-interrupted') {
      return t(heading, { name: peerName(this.call.peer, t) })
    }
    return t(heading)
  }

  #renderAction(action: NonNullable<Notice['action']>): TemplateResult {
    return html`<button
      class="button ${action.isPrimary ? 'primary' : ''}"
      data-testid=${action.testId}
      @click=${() => sendAction(this, action.action)}
    >
      ${this.t?.(action.label)}
    </button>`
  }

  #dismiss(notice: Notice): void {
    this.dismissed = new Set([...this.dismissed, notice.id])
    if (notice.id === 'share-failed') sendAction(this, { type: 'dismiss-share-error' })
  }
}

define('visavis-call-banners', CallBanners)
