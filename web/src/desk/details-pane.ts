import '@visavis/client-sdk/ui'
import {
  type ActionEvent,
  type CallView,
  formatTime,
  languageName,
  type Translator,
} from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import type { CallSubject, DeskState } from './desk-state.ts'
import { readNote, writeNote } from './notes.ts'

interface DetailsPane {
  readonly t: Translator
  readonly state: DeskState
  readonly view: CallView
  readonly act: (event: ActionEvent) => void
  readonly finish: () => void
}

export function detailsPane(pane: DetailsPane): TemplateResult {
  const { t, state } = pane
  return html`<aside class="pane details" aria-label=${t('desk.details')}>
    ${state.name === 'in-call' || state.name === 'wrap-up' ? aboutCall(pane, state) : html`<p class="empty">${t('desk.chat-none')}</p>`}
  </aside>`
}

function aboutCall(
  { t, view, act, finish }: DetailsPane,
  state: DeskState & { name: 'in-call' | 'wrap-up' },
): TemplateResult {
  const { room, subject } = state
  return html`<div class="facts">
      ${productCard(t, subject)}
      <dl>
        <div><dt>${t('desk.customer-language')}</dt><dd>${subject.locale ? languageName(t.tag, subject.locale) : t('desk.customer-language-unknown')}</dd></div>
        <div><dt>${t('desk.asked')}</dt><dd>${formatTime(t.tag, subject.openedAt)}</dd></div>
      </dl>
      <label class="notes">
        <span>${t('desk.notes')} <small>${t('desk.notes-hint')}</small></span>
        <textarea
          data-testid="notes"
          rows="3"
          dir="auto"
          placeholder=${t('desk.notes-placeholder')}
          .value=${readNote(room)}
          @input=${(event: Event) => writeNote(room, (event.currentTarget as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
    </div>
    ${
      state.name === 'in-call'
        ? html`<h2 class="chat-heading">${t('desk.chat')}</h2>
            <visavis-chat .messages=${view.messages} .t=${t} @visavis-action=${act}></visavis-chat>`
        : html`<button class="button primary narrow-only" data-testid="notes-done" @click=${finish}>${t('desk.wrap-up-done')}</button>`
    }`
}

function productCard(t: Translator, { product }: CallSubject): TemplateResult {
  if (!product) return html`<p class="product">${t('desk.product-none')}</p>`
  return html`<div class="product">
    ${product.image ? html`<img src=${product.image} alt="" width="72" height="72" />` : nothing}
    <div>
      <strong><bdi>${product.name}</bdi></strong>
      <bdi>${product.price}</bdi>
      ${product.url ? html`<a href=${product.url} target="_blank" rel="noopener">${t('desk.product-open')}</a>` : nothing}
    </div>
  </div>`
}
