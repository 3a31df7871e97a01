import { formatDuration, type Translator } from '@visavis/client-sdk/ui'
import type { RecordingId, RecordingSummary } from '@visavis/protocol/browser'
import { html, nothing, type TemplateResult } from 'lit'
import type { Filters, Listing } from './review-state.ts'
import { dateTime, peopleNames, relativeDay } from './review-words.ts'

export interface ListPage {
  readonly t: Translator
  readonly listing: Listing
  readonly filters: Filters
  readonly search: (filters: Filters) => void
  readonly more: () => void
  readonly open: (recording: RecordingId) => void
}

export function listPage(page: ListPage): TemplateResult {
  return html`<main class="list" data-testid="review-list">
    ${searchForm(page)}${results(page)}
  </main>`
}

function searchForm({ t, filters, search }: ListPage): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const value = (name: keyof Filters) => String(data.get(name) ?? '').trim()
    search({
      text: value('text'),
      advisor: value('advisor'),
      product: value('product'),
      from: value('from'),
      to: value('to'),
    })
  }
  const field = (name: keyof Filters, label: string, type: string) => html`<label class=${name}>
    <span>${label}</span>
    <input name=${name} type=${type} maxlength="100" data-testid=${`filter-${name}`} .value=${filters[name]} />
  </label>`
  return html`<form class="search" role="search" @submit=${submit}>
    ${field('text', t('review.search-text'), 'search')}
    ${field('advisor', t('review.advisor'), 'search')}
    ${field('product', t('review.product'), 'search')}
    ${field('from', t('review.from'), 'date')} ${field('to', t('review.to'), 'date')}
    <button class="button primary" data-testid="filter-apply">${t('review.search')}</button>
  </form>`
}

function results(page: ListPage): TemplateResult {
  const { t, listing } = page
  const { recordings, next, isLoading } = listing
  if (recordings.length === 0 && isLoading) {
    return html`<p class="empty" role="status">${t('review.loading')}</p>`
  }
  if (recordings.length === 0 && next === null) return empty(page)
  return html`<ul class="recordings">${recordings.map((one) => row(page, one))}</ul>
    ${
      next === null
        ? nothing
        : html`<button class="button more" data-testid="list-more" ?disabled=${isLoading} @click=${page.more}>
          ${t(isLoading ? 'review.looking' : 'review.more')}
        </button>`
    }`
}

function empty({ t, filters, search }: ListPage): TemplateResult {
  const isFiltered = Object.values(filters).some((value) => value !== '')
  const clear = () => search({ text: '', advisor: '', product: '', from: '', to: '' })
  return html`<div class="empty" role="status" data-testid="list-empty">
    <h2>${t(isFiltered ? 'review.none-found' : 'review.none')}</h2>
    <p>${t(isFiltered ? 'review.none-found-text' : 'review.none-text')}</p>
    ${isFiltered ? html`<button class="button" @click=${clear}>${t('review.clear')}</button>` : nothing}
  </div>`
}

function row({ t, open }: ListPage, recording: RecordingSummary): TemplateResult {
  const { startedAt, endedAt, product, hits } = recording
  const href = `?${new URLSearchParams({ recording: recording.recording, lang: t.locale })}`
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open(recording.recording)
  }
  return html`<li>
    <a class="recording" href=${href} data-testid="recording" data-state=${recording.status} @click=${follow}>
      <span class="what">
        <strong>${product?.name ?? t('review.no-product')}</strong>
        <span>${peopleNames(t, recording)}</span>
      </span>
      <span class="when">
        <span>${dateTime(t, startedAt)}</span>
        ${endedAt === null ? nothing : html`<span class="length">${formatDuration(t.tag, endedAt - startedAt)}</span>`}
      </span>
      <span class="states">${badges(t, recording)}${hits > 0 ? html`<span class="badge">${t('review.hits', { count: hits })}</span>` : nothing}</span>
    </a>
  </li>`
}

export function badges(t: Translator, recording: RecordingSummary): TemplateResult {
  const { status, isHeld, deadline } = recording
  return html`${
    isHeld
      ? html`<span class="badge held">${t('review.held')}</span>`
      : deadline === null || status !== 'kept'
        ? html`<span class="badge" data-status=${status}>${t(`review.status-${status}`)}</span>`
        : html`<span class="fading">${t('review.deadline', { when: relativeDay(t, deadline) })}</span>`
  }`
}
