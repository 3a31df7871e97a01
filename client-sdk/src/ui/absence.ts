import { html, type TemplateResult } from 'lit'
import './call-timer.ts'
import type { PeerView } from './call-view.ts'
import { initialsOf } from './format.ts'
import { icon } from './icons.ts'
import type { Translator } from './translator.ts'

/** In place of somebody whose connection is lost: who it is, how long their place is kept, and what then. */
export function absence(t: Translator, peer: PeerView, name: string): TemplateResult {
  const text =
    peer.role === 'shopper' ? t('call.customer-away-text') : t('call.peer-away-text', { name })
  return html`<div class="avatar absence" part="absence" data-testid="banner-peer-away">
    ${disc(peer.name)}
    <h3 role="status">${t('call.peer-away', { name })}</h3>
    ${peer.awayUntil === null ? '' : clock(t, peer.awayUntil)}
    <p>${text}</p>
  </div>`
}

export function disc(name: string | null): TemplateResult {
  return html`<span class="disc" aria-hidden="true">${initialsOf(name) || icon('person')}</span>`
}

function clock(t: Translator, until: number): TemplateResult {
  const label = t('call.peer-away-waiting')
  return html`<p class="clock">
    ${label} <visavis-timer .until=${until} .tag=${t.tag} .label=${label}></visavis-timer>
  </p>`
}
