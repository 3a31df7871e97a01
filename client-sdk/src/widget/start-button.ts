import type { Availability } from '@visavis/protocol/browser'
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../ui/icons.ts'
import type { Translator } from '../ui/translator.ts'

export function startButton(options: {
  t: Translator
  availability: Availability | null
  isOpen: boolean
  isCall: boolean
  start: () => void
  prepare: () => void
}): TemplateResult {
  const { t, availability, isOpen, isCall, start, prepare } = options
  return html`<button
    class="button primary start"
    part="button"
    data-testid="start-guidance"
    aria-expanded=${String(isOpen)}
    @click=${start}
    @pointerenter=${prepare}
    @focus=${prepare}
    @touchstart=${{ handleEvent: prepare, passive: true }}
  >
    ${icon('camera')}
    <span class="words">
      <span part="label">${t(isCall ? 'widget.open-call' : 'widget.start')}</span>
      ${isCall ? nothing : availabilityLine(t, availability)}
    </span>
  </button>`
}

function availabilityLine(t: Translator, availability: Availability | null): TemplateResult {
  return html`<span class="availability" part="availability" data-testid="availability" data-state=${availability?.state ?? 'unknown'}>
    <span class="dot" aria-hidden="true"></span>${availabilityWords(t, availability)}
  </span>`
}

function availabilityWords(t: Translator, availability: Availability | null): string {
  switch (availability?.state) {
    case 'available':
      return t('widget.available')
    case 'busy':
      return t('widget.busy', { count: availability.waiting })
    case 'offline':
      return t('widget.offline')
    case undefined:
      return t('widget.checking')
  }
}
