import type { RoomId } from '@visavis/client-sdk'
import { type IconName, icon, type Translator } from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import type { DeskState } from './desk-state.ts'

interface GatePane {
  readonly t: Translator
  readonly state: DeskState
  readonly retry: () => void
  readonly continueHere: (room: RoomId) => void
}

/** Everything that is not work yet, or no longer: what happened, and the way on. */
export function gatePane(pane: GatePane): TemplateResult | typeof nothing {
  const { t, state, retry, continueHere } = pane
  switch (state.name) {
    case 'signing-in':
      return gate({ icon: 'clock', heading: t('desk.signing-in'), name: state.name })
    case 'signed-out':
      return gate({
        icon: 'person',
        heading: t('desk.signed-out'),
        text: t('desk.signed-out-text'),
        name: state.name,
        action: button(t('desk.sign-in'), 'sign-in', retry),
      })
    case 'failed':
      return gate({
        icon: 'warning',
        heading: t(state.failure.heading),
        text: t(state.failure.text),
        name: state.name,
        ...(state.failure.canRetry && { action: button(t('common.try-again'), 'retry', retry) }),
      })
    case 'elsewhere':
      return gate({
        icon: 'info',
        heading: t('desk.elsewhere'),
        text: t('desk.elsewhere-text'),
        name: state.name,
        action: button(t('desk.continue-here'), 'continue-here', () => continueHere(state.room)),
      })
    case 'taken-over':
      return gate({
        icon: 'info',
        heading: t('desk.taken-over'),
        text: t('desk.taken-over-text'),
        name: state.name,
        action: button(t('desk.continue-here'), 'continue-here', retry),
      })
    default:
      return nothing
  }
}

function gate(options: {
  icon: IconName
  heading: string
  text?: string
  name: DeskState['name']
  action?: TemplateResult
}): TemplateResult {
  return html`<main class="gate" data-testid=${`desk-${options.name}`} role="status">
    ${icon(options.icon)}
    <h2>${options.heading}</h2>
    ${options.text ? html`<p>${options.text}</p>` : nothing} ${options.action ?? nothing}
  </main>`
}

function button(label: string, testId: string, act: () => void): TemplateResult {
  return html`<button class="button primary" data-testid=${testId} @click=${act}>${label}</button>`
}
