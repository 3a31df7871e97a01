import type { Availability } from '@visavis/protocol/browser'
import { html, nothing, type TemplateResult } from 'lit'
import type { ActionEvent } from '../ui/call-actions.ts'
import type { CallView } from '../ui/call-view.ts'
import { endedWords } from '../ui/call-words.ts'
import { type DeviceChoices, NO_DEVICES } from '../ui/device-picker.ts'
import type { Epilogue } from '../ui/epilogue.ts'
import { formatDuration } from '../ui/format.ts'
import { type IconName, icon } from '../ui/icons.ts'
import '../ui/call-timer.ts'
import { saveReceipt } from '../ui/save-receipt.ts'
import '../ui/unsent-messages.ts'
import type { PlainKey, Translator } from '../ui/translator.ts'
import { testLink } from './test-link.ts'
import { isCallState, type WidgetState } from './widget-state.ts'

/** After this long the shopper is thanked for waiting. */
const LONG_WAIT_MS = 45_000

export interface ViewContext {
  readonly t: Translator
  readonly state: WidgetState
  readonly view: CallView
  readonly epilogue: Epilogue
  readonly devices: DeviceChoices | null
  readonly availability: Availability | null
  /** Drawn ahead of the click, for which nothing is then left to do but to show it. */
  readonly isAhead: boolean
  readonly size: 'normal' | 'enlarged' | 'minimised'
  readonly hasPanel: boolean
  readonly stars: number
  /** Where a connection can be tested; empty for nowhere. */
  readonly doctorUrl: string
  readonly act: (event: ActionEvent) => void
  readonly resize: (size: ViewContext['size']) => void
  readonly showPanel: (event: CustomEvent<'none' | 'chat' | 'devices'>) => void
  readonly rate: (stars: number) => void
  readonly again: () => void
  readonly cancel: () => void
  readonly close: () => void
  readonly continueHere: () => void
}

/** The window for any state but `closed`. */
export function windowContent(context: ViewContext): TemplateResult {
  const { t, state, view, size } = context
  const isCall = isCallState(state)
  const heading =
    state.name === 'in-call' ? (view.peer?.name ?? t('widget.title')) : t('widget.title')
  return html`${size === 'minimised' && isCall ? minimised(context) : nothing}
    <visavis-window
      exportparts="window, header"
      ?inert=${context.isAhead}
      .isAhead=${context.isAhead}
      ?hidden=${size === 'minimised' && isCall}
      .t=${t}
      .heading=${heading}
      .size=${size === 'enlarged' && isCall ? 'enlarged' : 'normal'}
      .hasPanel=${context.hasPanel && isCall}
      .canMinimise=${isCall}
      .canEnlarge=${isCall}
      .canClose=${!isCall}
      @minimise=${() => context.resize('minimised')}
      @enlarge=${() => context.resize(size === 'enlarged' ? 'normal' : 'enlarged')}
      @close=${context.close}
    >
      ${isCall ? status(context) : nothing} ${isCall ? callBody(context) : messageBody(context)}
    </visavis-window>`
}

function status({ t, view, state }: ViewContext): TemplateResult {
  // "Connected" means somebody: while waiting, only trouble is worth a word.
  const isWorthSaying = state.name === 'in-call' || view.connection !== 'connected'
  return html`<span class="status" slot="status">
    ${view.startedAt === null ? nothing : html`<visavis-timer .since=${view.startedAt} .tag=${t.tag} .label=${t('call.duration')}></visavis-timer>`}
    ${isWorthSaying ? html`<visavis-connection .state=${view.connection} .t=${t}></visavis-connection>` : nothing}
  </span>`
}

function minimised(context: ViewContext): TemplateResult {
  const { t, view } = context
  return html`<div class="minimised" part="minimised">
    <button class="button" data-testid="restore" @click=${() => context.resize('normal')}>
      ${icon('camera')}<span class="visually-hidden">${t('widget.restore')}</span><bdi>${view.peer?.name ?? t('widget.title')}</bdi>
      ${view.startedAt === null ? nothing : html`<visavis-timer .since=${view.startedAt} .tag=${t.tag}></visavis-timer>`}
    </button>
    <button class="icon-button end" data-testid="hang-up-minimised" aria-label=${t('call.hang-up')} title=${t('call.hang-up')} @click=${context.cancel}>
      ${icon('hangUp')}
    </button>
  </div>`
}

function callBody(context: ViewContext): TemplateResult {
  const { t, view, state } = context
  return html`<visavis-call
    exportparts="stage, controls, hang-up, banner, remote-video, remote-screen, peer, self, chat, devices"
    layout="stacked"
    .call=${view}
    .devices=${context.devices ?? NO_DEVICES}
    .t=${t}
    @visavis-action=${context.act}
    @panel=${context.showPanel}
  >
    ${state.name === 'in-call' ? nothing : waiting(context)}
  </visavis-call>`
}

function waiting(context: ViewContext): TemplateResult {
  const { t, state } = context
  if (state.name !== 'waiting') {
    return html`<div class="waiting" role="status"><span class="pulse" aria-hidden="true"></span><h3>${t('widget.connecting')}</h3>${cancelButton(context)}</div>`
  }
  const { heading, text } = waitingWords(context.availability, state.since)
  return html`<div class="waiting">
    <span class="pulse" aria-hidden="true"></span>
    <h3 role="status">${t(heading)}</h3>
    <p data-testid="waiting-text">${t(text)}</p>
    <p class="clock">${t('widget.waiting-for')} <visavis-timer .since=${state.since} .tag=${t.tag} .label=${t('widget.waiting-for')}></visavis-timer></p>
    ${cancelButton(context)}
  </div>`
}

function waitingWords(
  availability: Availability | null,
  since: number,
): { readonly heading: PlainKey; readonly text: PlainKey } {
  if (availability?.state === 'offline') {
    return { heading: 'error.no-advisor', text: 'widget.waiting-offline' }
  }
  const isLong = Date.now() - since > LONG_WAIT_MS
  return {
    heading: 'widget.waiting-title',
    text: isLong ? 'widget.waiting-long' : 'widget.waiting-text',
  }
}

function cancelButton({ t, cancel }: ViewContext): TemplateResult {
  return html`<button class="button on-film" data-testid="cancel" @click=${cancel}>${t('widget.cancel')}</button>`
}

function messageBody(context: ViewContext): TemplateResult | typeof nothing {
  const { t, state } = context
  switch (state.name) {
    case 'ended':
      return endedBody(context, state)
    case 'error':
      return message({
        icon: state.failure.code === 'no-advisor' ? 'clock' : 'warning',
        heading: t(state.failure.heading),
        text: t(state.failure.text),
        testId: 'error',
        actions: html`${
          state.failure.canRetry
            ? html`<button class="button primary" data-testid="retry" @click=${context.again}>${t('common.try-again')}</button>`
            : nothing
        }
        ${testLink(t, context.doctorUrl)}`,
      })
    case 'blocked':
      return message({
        icon: 'cameraOff',
        heading: t('widget.blocked'),
        text: t('widget.blocked-text'),
        testId: 'blocked',
        actions: nothing,
      })
    case 'elsewhere':
      return message({
        icon: 'info',
        heading: t('widget.elsewhere'),
        text: t('widget.elsewhere-text'),
        testId: 'elsewhere',
        actions: html`<button class="button primary" data-testid="continue-here" @click=${context.continueHere}>
          ${t('widget.continue-here')}
        </button>`,
      })
    case 'closed':
    case 'connecting':
    case 'waiting':
    case 'in-call':
      return nothing
  }
}

function endedBody(context: ViewContext, state: WidgetState & { name: 'ended' }): TemplateResult {
  const { t, epilogue } = context
  const { heading, text, isInterruption } = endedWords(state.reason, 'shopper', epilogue)
  const hasTalked = state.durationMs > 0
  const isDone = hasTalked && !isInterruption
  return html`<div class="message" data-testid="ended" data-reason=${state.reason} role="status">
    <h3>${t(heading)}</h3>
    <p>
      ${t(text)}
      ${hasTalked ? t('ended.duration', { duration: formatDuration(t.tag, state.durationMs) }) : nothing}
    </p>
    ${isDone ? html`<p>${t('widget.thanks')}</p>${rating(context)}` : nothing}
    <visavis-unsent .texts=${epilogue.unsent} .t=${t}></visavis-unsent>
    ${receiptButton(context)}
    <div class="actions">
      <button class="button ${isDone ? '' : 'primary'}" data-testid="call-again" @click=${context.again}>${icon('camera')}${t('widget.again')}</button>
      <button class="button ${isDone ? 'primary' : ''}" data-testid="done" @click=${context.close}>${t('common.close')}</button>
    </div>
    ${testLink(t, context.doctorUrl)}
  </div>`
}

/** For whoever consented to a recording: the last chance to keep the proof. */
function receiptButton({ t, epilogue: { receipt } }: ViewContext) {
  if (!receipt) return nothing
  return html`<button class="button" data-testid="consent-receipt" @click=${() => saveReceipt(receipt)}>
    ${icon('download')}${t('call.recording-receipt')}
  </button>`
}

function rating({ t, stars, rate }: ViewContext): TemplateResult {
  return html`<fieldset class="rating" data-testid="rating">
    <legend>${t(stars > 0 ? 'widget.rated' : 'widget.rate')}</legend>
    ${[1, 2, 3, 4, 5].map(
      (value) => html`<button
        class="icon-button star ${value <= stars ? 'filled' : ''}"
        data-testid=${`rate-${value}`}
        aria-pressed=${String(value === stars)}
        aria-label=${t('widget.rating', { stars: value })}
        title=${t('widget.rating', { stars: value })}
        @click=${() => rate(value)}
      >
        ${icon('star')}
      </button>`,
    )}
  </fieldset>`
}

function message(options: {
  icon: IconName
  heading: string
  text: string
  testId: string
  actions: TemplateResult | typeof nothing
}): TemplateResult {
  return html`<div class="message" data-testid=${options.testId} role="alert">
    ${icon(options.icon)}
    <h3>${options.heading}</h3>
    <p>${options.text}</p>
    <div class="actions">${options.actions}</div>
  </div>`
}
