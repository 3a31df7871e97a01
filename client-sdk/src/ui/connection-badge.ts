import { css, html, LitElement } from 'lit'
import type { ConnectionQuality } from './call-view.ts'
import { define } from './define.ts'
import { icon } from './icons.ts'
import { tokens } from './tokens.ts'
import type { PlainKey, Translator } from './translator.ts'

const WORDS: Readonly<Record<ConnectionQuality, PlainKey>> = {
  connecting: 'call.state-connecting',
  connected: 'call.state-connected',
  weak: 'call.state-weak',
  reconnecting: 'call.state-reconnecting',
  failed: 'call.state-failed',
}

/** The connection in words, always; a dot or an icon only repeats them. */
export class ConnectionBadge extends LitElement {
  static override properties = { state: {}, t: { attribute: false } }
  static override styles = [
    tokens,
    css`
      :host {
        display: inline-flex;
        font-size: 0.8125rem;
        color: inherit;
      }

      .state {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }

      .dot {
        inline-size: 8px;
        block-size: 8px;
        border: 2px solid currentColor;
        border-radius: 50%;
      }

      [data-state='connected'] .dot {
        border-color: var(--_good);
        background: var(--_good);
      }

      svg {
        display: block;
        inline-size: 16px;
        block-size: 16px;
      }
    `,
  ]

  declare state: ConnectionQuality
  declare t: Translator | null

  constructor() {
    super()
    this.state = 'connecting'
    this.t = null
  }

  protected override render() {
    const mark =
      this.state === 'weak' ? icon('weak') : html`<span class="dot" aria-hidden="true"></span>`
    return html`<span class="state" part="state" role="status" data-testid="connection-state" data-state=${this.state}>
      ${mark}${this.t?.(WORDS[this.state])}
    </span>`
  }
}

define('visavis-connection', ConnectionBadge)
