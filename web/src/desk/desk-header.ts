import { icon, type Locale, type Translator } from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import { languageSelect } from '../language-select.ts'

export function deskHeader(options: {
  t: Translator
  isAtWork: boolean
  isOnline: boolean
  isAvailable: boolean
  isAutomatic: boolean
  isRingOn: boolean
  chooseLanguage: (locale: Locale) => void
  setAvailable: (available: boolean) => void
  setRing: (isOn: boolean) => void
}): TemplateResult {
  const { t, isAutomatic } = options
  return html`<header class="top">
    <h1>${t('desk.title')}</h1>
    ${isAutomatic ? html`<span class="auto">${t('desk.auto')}</span>` : nothing}
    <span class="space"></span>
    ${options.isAtWork && !options.isOnline ? html`<visavis-connection .state=${'reconnecting'} .t=${t}></visavis-connection>` : nothing}
    ${options.isAtWork ? availability(options) : nothing}
    ${options.isAtWork && !isAutomatic ? ring(options) : nothing}
    ${languageSelect(t, options.chooseLanguage)}
  </header>`
}

function availability(options: {
  t: Translator
  isAvailable: boolean
  setAvailable: (available: boolean) => void
}): TemplateResult {
  const { t, isAvailable, setAvailable } = options
  return html`<button
    class="switch"
    role="switch"
    data-testid="available"
    aria-checked=${String(isAvailable)}
    aria-label=${t('desk.available-toggle')}
    @click=${() => setAvailable(!isAvailable)}
  >
    <span class="track" aria-hidden="true"><span class="thumb"></span></span>
    <span class="label">${t(isAvailable ? 'desk.available' : 'desk.away')}</span>
  </button>`
}

function ring(options: {
  t: Translator
  isRingOn: boolean
  setRing: (isOn: boolean) => void
}): TemplateResult {
  const { t, isRingOn, setRing } = options
  return html`<button
    class="icon-button"
    data-testid="ring"
    aria-pressed=${String(isRingOn)}
    aria-label=${t('desk.ring')}
    title=${t('desk.ring')}
    @click=${() => setRing(!isRingOn)}
  >
    ${icon(isRingOn ? 'sound' : 'soundOff')}
  </button>`
}
