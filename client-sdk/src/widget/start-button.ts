import type { Availability } from '@visavis/protocol/browser'
import { html, type TemplateResult } from 'lit'
import { icon } from '../ui/icons.ts'
import type { Translator } from '../ui/translator.ts'

export function startButton(options: {
  t: Translator
  availability: Availability | null
  isOpen: boolean
  start: () => void
  prepare: () => void
}): TemplateResult {
  const { t, availability, isOpen, start, prepare } = options
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
      <span part="label">${t(isOpen ? 'widget.open-call' : 'widget.start')}</span>
      <span class="availability" part="availability" data-testid="availability" data-state=${availability?.state ?? 'unknown'}>
        <span class="dot" aria-hidden="true"></span>${availabilityWords(t, availability)}
      </span>
    </span>
  </button>`
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
