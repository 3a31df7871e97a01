import { html, LitElement, nothing } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { sendAction } from './call-actions.ts'
import { define } from './define.ts'
import { type IconName, icon } from './icons.ts'
import { recordingIndicatorStyles } from './recording-indicator-styles.ts'
import { NO_RECORDING, type RecordingView } from './recording-view.ts'
import { tokens } from './tokens.ts'
import type { PlainKey, Translator } from './translator.ts'

/** Whether the call is recorded, in words and always, with the way out for whoever consented. */
export class RecordingIndicator extends LitElement {
  static override properties = {
    recording: { attribute: false },
    t: { attribute: false },
  }
  static override styles = [tokens, buttonStyles, recordingIndicatorStyles]

  declare recording: RecordingView
  declare t: Translator | null

  constructor() {
    super()
    this.recording = NO_RECORDING
    this.t = null
  }

  protected override render() {
    const { recording, t } = this
    if (!t) return nothing
    const { look, words } = describe(recording)
    return html`<div class="pill ${look}" part="recording">
      <span class="words" role="status" data-testid="recording-indicator" data-state=${shownState(recording)}>
        ${icon(ICONS[look])}<span>${t(words)}</span>
      </span>
      ${recording.own === 'given' ? this.#renderWithdraw(t) : nothing}
      ${recording.own === 'given' || recording.own === 'withdrawn' ? this.#renderReceipt(t) : nothing}
    </div>`
  }

  #renderWithdraw(t: Translator) {
    return html`<button
      class="withdraw"
      data-testid="consent-withdraw"
      title=${t('call.recording-withdraw-text')}
      @click=${() => sendAction(this, { type: 'consent-withdraw' })}
    >
      ${t('call.recording-withdraw')}
    </button>`
  }

  #renderReceipt(t: Translator) {
    const label = t('call.recording-receipt')
    return html`<button
      class="icon-button"
      data-testid="consent-receipt"
      aria-label=${label}
      title=${label}
      @click=${() => sendAction(this, { type: 'consent-receipt' })}
    >
      ${icon('download')}
    </button>`
  }
}

type Look = 'off' | 'on' | 'paused'

const ICONS: Readonly<Record<Look, IconName>> = {
  off: 'notRecorded',
  on: 'record',
  paused: 'pause',
}

/** Before everybody consented, or without a recorder, nothing is recorded: that is off. */
function shownState({ state }: RecordingView): Look {
  return state === 'asked' || state === 'unattended' ? 'off' : state
}

function describe(recording: RecordingView): { look: Look; words: PlainKey } {
  return { look: shownState(recording), words: wordsOf(recording) }
}

function wordsOf({ state, because, own, isAsked }: RecordingView): PlainKey {
  switch (state) {
    case 'off':
      if (because === 'refused') return 'call.recording-refused'
      return because === 'failed' ? 'call.recording-failed' : 'call.recording-off'
    case 'asked':
      return isAsked ? 'call.recording-off' : 'call.recording-asked'
    case 'unattended':
      return 'call.recording-unattended'
    case 'on':
      return own === 'given' ? 'call.recording-on' : 'call.recording-on-without-you'
    case 'paused':
      return because === 'consent' ? 'call.recording-paused-consent' : 'call.recording-paused'
  }
}

define('visavis-recording', RecordingIndicator)
