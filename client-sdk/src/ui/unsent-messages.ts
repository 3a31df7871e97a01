import { css, html, LitElement, nothing } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { define } from './define.ts'
import { icon } from './icons.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/** What was typed and never arrived, to be copied before it is gone. */
export class UnsentMessages extends LitElement {
  static override properties = {
    texts: { attribute: false },
    t: { attribute: false },
    isCopied: { state: true },
  }
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: block;
        inline-size: min(44ch, 100%);
      }

      section {
        display: grid;
        gap: 8px;
        margin-block-start: 8px;
        padding: 12px;
        border: 1px solid var(--_line);
        border-radius: 12px;
        text-align: start;
      }

      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
      }

      h4 {
        margin: 0;
        font-size: 0.875rem;
      }

      .texts {
        display: grid;
        gap: 6px;
        max-block-size: 6.5em;
        overflow-y: auto;
      }

      p {
        margin: 0;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }

      .button {
        flex: none;
        padding-inline: 14px;
      }
    `,
  ]

  declare texts: readonly string[]
  declare t: Translator | null
  declare isCopied: boolean

  constructor() {
    super()
    this.texts = []
    this.t = null
    this.isCopied = false
  }

  protected override render() {
    const { t, texts } = this
    if (!t || texts.length === 0) return nothing
    return html`<section part="unsent" data-testid="unsent">
      <header>
        <h4>${t('ended.unsent', { count: texts.length })}</h4>
        <button class="button" data-testid="copy-unsent" @click=${this.#copy}>
          ${icon(this.isCopied ? 'check' : 'copy')}<span role="status">${t(this.isCopied ? 'ended.copied' : 'ended.copy')}</span>
        </button>
      </header>
      <div class="texts" tabindex="0">${texts.map((text) => html`<p dir="auto">${text}</p>`)}</div>
    </section>`
  }

  #copy = (): void => {
    const copied = navigator.clipboard?.writeText(this.texts.join('\n')) ?? Promise.reject()
    copied.then(
      () => {
        this.isCopied = true
      },
      () => this.#select(),
    )
  }

  /** Where a page may not copy, the keyboard can. */
  #select(): void {
    const shown = this.renderRoot.querySelector('.texts')
    if (shown) getSelection()?.selectAllChildren(shown)
  }
}

define('visavis-unsent', UnsentMessages)
