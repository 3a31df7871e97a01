import { css, html, LitElement, nothing } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { define } from './define.ts'
import { type IconName, icon } from './icons.ts'
import { tokens } from './tokens.ts'

/** A short notice with what to do next. Buttons go into its slot. */
export class Banner extends LitElement {
  static override properties = {
    tone: { reflect: true },
    icon: {},
    heading: {},
    text: {},
    dismissLabel: { attribute: false },
    isUrgent: { attribute: false },
  }
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: block;
        border-radius: 12px;
        background: var(--_notice);
        color: var(--_on-notice);
        font-size: 0.875rem;
        box-shadow: 0 2px 10px rgb(0 0 0 / 14%);
      }

      .banner {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        padding: 10px 12px;
      }

      .banner > .icon {
        padding-block-start: 1px;
      }

      .body {
        flex: 1;
        min-inline-size: 0;
      }

      strong {
        display: block;
      }

      p {
        margin: 0;
      }

      .icon-button {
        margin: -6px -8px -6px 0;
        margin-inline: 0 -8px;
      }

      ::slotted(*) {
        margin-block-start: 8px;
      }

      /* One line, what there is to do at its end. */
      .brief {
        align-items: center;
      }

      .brief .body {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
      }

      .brief strong {
        flex: 1;
        min-inline-size: min(16ch, 100%);
      }

      .brief ::slotted(*) {
        margin-block: -4px;
      }
    `,
  ]

  declare tone: 'notice' | 'danger'
  declare icon: IconName
  declare heading: string
  declare text: string
  declare dismissLabel: string
  declare isUrgent: boolean

  constructor() {
    super()
    this.tone = 'notice'
    this.icon = 'info'
    this.heading = ''
    this.text = ''
    this.dismissLabel = ''
    this.isUrgent = false
  }

  protected override render() {
    return html`<div class="banner ${this.text ? '' : 'brief'}" part="banner" role=${this.isUrgent ? 'alert' : 'status'}>
      ${icon(this.icon)}
      <div class="body">
        <strong>${this.heading}</strong>
        ${this.text ? html`<p>${this.text}</p>` : nothing}
        <slot></slot>
      </div>
      ${this.dismissLabel ? this.#renderDismiss() : nothing}
    </div>`
  }

  #renderDismiss() {
    return html`<button
      class="icon-button"
      data-testid="dismiss"
      aria-label=${this.dismissLabel}
      title=${this.dismissLabel}
      @click=${() => this.dispatchEvent(new CustomEvent('dismiss'))}
    >
      ${icon('close')}
    </button>`
  }
}

define('visavis-banner', Banner)
