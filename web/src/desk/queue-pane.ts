import type { QueuedTicket } from '@visavis/client-sdk'
import '@visavis/client-sdk/ui'
import { icon, languageName, type Translator } from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { type DeskState, isFree } from './desk-state.ts'

interface QueuePane {
  readonly t: Translator
  readonly state: DeskState
  readonly tickets: readonly QueuedTicket[]
  readonly wasTaken: boolean
  readonly accept: (ticket: QueuedTicket) => void
}

export function queuePane(pane: QueuePane): TemplateResult {
  const { t, tickets } = pane
  return html`<section class="pane queue" aria-labelledby="queue-heading">
    <header>
      <h2 id="queue-heading">${t('desk.queue')}</h2>
      <p role="status" data-testid="queue-count">${t('desk.queue-count', { count: tickets.length })}</p>
    </header>
    ${pane.wasTaken ? html`<p class="hint" role="status">${t('desk.taken')}</p>` : nothing}
    ${tickets.length === 0 ? empty(t) : nothing}
    <ul>
      ${repeat(
        tickets,
        ({ ticket }) => ticket,
        (ticket) => ticketItem(pane, ticket),
      )}
    </ul>
  </section>`
}

function empty(t: Translator): TemplateResult {
  return html`<div class="empty">
    ${icon('check')}
    <p><strong>${t('desk.queue-empty')}</strong></p>
    <p>${t('desk.queue-empty-text')}</p>
  </div>`
}

function ticketItem({ t, state, accept }: QueuePane, ticket: QueuedTicket): TemplateResult {
  const { product, locale, openedAt } = ticket
  const isAccepting = state.name === 'accepting' && state.ticket.ticket === ticket.ticket
  const name = product?.name ?? t('desk.product-none')
  return html`<li class="ticket" data-testid="ticket">
    ${product?.image ? html`<img src=${product.image} alt="" width="56" height="56" />` : html`<span class="no-image">${icon('person')}</span>`}
    <div class="about">
      <strong><bdi>${name}</bdi></strong>
      <span>${locale ? languageName(t.tag, locale) : t('desk.customer-language-unknown')}</span>
      <span class="waits">
        ${icon('clock')}<visavis-timer .since=${openedAt} .tag=${t.tag} .label=${t('desk.waiting-time')}></visavis-timer>
      </span>
    </div>
    <button
      class="button primary"
      data-testid="accept"
      aria-label=${isAccepting ? nothing : t('desk.accept-call', { product: name })}
      ?disabled=${!isFree(state)}
      @click=${() => accept(ticket)}
    >
      ${t(isAccepting ? 'desk.accepting' : 'desk.accept')}
    </button>
  </li>`
}
