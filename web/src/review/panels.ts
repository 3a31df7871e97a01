import {
  formatDuration,
  languageName,
  type PlainKey,
  type Translator,
} from '@visavis/client-sdk/ui'
import type {
  PersonId,
  ReviewedConsent,
  ReviewedDeletion,
  ReviewedPerson,
  TrackSource,
} from '@visavis/protocol/browser'
import { html, nothing, type TemplateResult } from 'lit'
import type { RecordingPageProps } from './recording-page.ts'
import { byteSize, dateTime, gapWords, nameOf, personName } from './review-words.ts'

/** What is known about a recording, and what may be done with it. */
export function panels(page: RecordingPageProps): TemplateResult {
  const { t } = page
  return html`${panel('consents', t('review.consents'), consents(page))}
    ${page.open.details.gaps.length > 0 ? panel('gaps', t('review.gaps'), gaps(page)) : nothing}
    ${panel('retention', t('review.retention'), retention(page))}
    ${panel('hold', t('review.hold'), hold(page))}
    ${page.open.details.may.manage ? panel('people', t('review.person-tools'), people(page)) : nothing}
    ${page.open.details.deletions.length > 0 ? panel('receipts', t('review.receipts'), receipts(page)) : nothing}
    ${page.open.details.may.manage && page.player.tracks.length > 0 ? panel('film', t('review.film'), film(page)) : nothing}
    ${panel('verify', t('review.verify'), verification(page))}
    ${panel('history', t('review.history'), history(page))}`
}

function panel(name: string, title: string, content: TemplateResult): TemplateResult {
  return html`<section class="panel" data-testid=${`panel-${name}`} aria-labelledby=${`${name}-title`}>
    <h3 id=${`${name}-title`} tabindex="-1">${title}</h3>
    ${content}
  </section>`
}

function consents({ t, open: { details } }: RecordingPageProps): TemplateResult {
  if (details.consents.length === 0) return html`<p class="quiet">${t('review.consent-none')}</p>`
  return html`<ul>
    ${details.consents.map(
      (consent) => html`<li data-testid="consent" data-choice=${consent.choice}>
        <strong>${nameOf(t, details, consent.person)}</strong>
        <span>${t(`review.consent-${consent.choice}`)}, ${dateTime(t, consent.at)}</span>
        ${noticeWords(t, consent)}
      </li>`,
    )}
  </ul>`
}

function noticeWords(t: Translator, { locale, noticeHash }: ReviewedConsent) {
  if (!locale || !noticeHash) return nothing
  const language = languageName(t.tag, locale)
  const words = t('review.notice', { language, hash: noticeHash.slice(0, 12) })
  return html`<span class="quiet" title=${noticeHash}>${words}</span>`
}

const SOURCES: Readonly<Record<TrackSource, PlainKey>> = {
  camera: 'review.camera',
  microphone: 'review.microphone',
  screen: 'review.screen',
  'screen-audio': 'review.screen',
}

/** What is missing of whom, and why. */
function gaps({ t, open, player, seek }: RecordingPageProps): TemplateResult {
  const { details } = open
  const time = (at: number) => formatDuration(t.tag, at - player.startsAt)
  return html`<ul>
    ${details.gaps.map((gap) => {
      const { from, to } = gap
      const track = details.tracks.find((one) => one.track === gap.track)
      const whose = track ? `${nameOf(t, details, track.person)}, ${t(SOURCES[track.source])}` : ''
      return html`<li data-testid="gap" data-reason=${gap.reason}>
        <button class="link" @click=${() => seek(from - player.startsAt)}><span dir="ltr">${time(from)}–${time(to)}</span></button>
        <span>${whose}</span>
        <span class="quiet">${gapWords(t, gap)}</span>
      </li>`
    })}
  </ul>`
}

function retention({ t, open: { details } }: RecordingPageProps): TemplateResult {
  const { status, deadline, terms } = details
  if (status === 'deleted') return html`<p>${t('review.deleted-text')}</p>`
  return html`<p>${t('review.retention-text', { days: terms.retentionDays })}</p>
    ${deadline === null ? nothing : html`<p class="quiet">${t('review.deadline', { when: dateTime(t, deadline) })}</p>`}`
}

function hold(page: RecordingPageProps): TemplateResult {
  const { t, open, release } = page
  const { hold: held, may } = open.details
  if (!held) return html`<p>${t('review.hold-none')}</p>${may.manage ? holdForm(page) : nothing}`
  const { at, reason, releases } = held
  return html`<p data-testid="hold-state">${t('review.hold-on', { date: dateTime(t, at), reason })}</p>
    <p class="quiet">${t('review.hold-blocks')}</p>
    ${releases.length > 0 ? html`<p data-testid="hold-released">${t('review.release-one')}</p>` : nothing}
    ${may.manage ? html`<button class="button" data-testid="release" @click=${release}>${t('review.release')}</button>` : nothing}`
}

function holdForm({ t, hold: start }: RecordingPageProps): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim()
    if (reason) start(reason)
  }
  return html`<form class="inline" @submit=${submit}>
    <label><span>${t('review.hold-reason')}</span><input name="reason" required maxlength="500" data-testid="hold-reason" /></label>
    <button class="button" data-testid="hold">${t('review.hold-start')}</button>
  </form>`
}

function people(page: RecordingPageProps): TemplateResult {
  const { t, open } = page
  const { work, details } = open
  return html`<ul>${details.people.map((person) => personRow(page, person))}</ul>
    ${work.kind === 'erased' ? html`<p role="status" data-testid="erase-done">${t('review.erase-done', { count: work.recordings })}</p>` : nothing}`
}

function personRow(page: RecordingPageProps, one: ReviewedPerson): TemplateResult {
  const { t, open, exportPerson, setWork } = page
  const { work, details } = open
  const { person } = one
  const name = personName(t, one)
  if (isErased(details.tracks, person)) {
    return html`<li><span class="quiet">${t('review.erased-person', { name })}</span></li>`
  }
  if (work.kind === 'confirming' && work.person === person) return eraseForm(page, person, name)
  const isBusy = work.kind === 'exporting' || work.kind === 'erasing'
  const confirm = () => setWork({ kind: 'confirming', person, typed: '' })
  return html`<li class="person">
    <strong>${name}</strong>
    <span class="buttons">
      <button class="button small" data-testid="export" ?disabled=${isBusy} aria-label=${`${t('review.export')}: ${name}`} @click=${() => exportPerson(person)}>${t('review.export')}</button>
      <button class="button small" data-testid="erase" ?disabled=${isBusy} aria-label=${t('review.erase-title', { name })} @click=${confirm}>${t('review.erase')}</button>
    </span>
    ${work.kind === 'exporting' && work.person === person ? html`<span role="status">${t('review.exporting', { size: byteSize(t, work.bytes) })}</span>` : nothing}
    ${work.kind === 'exported' && work.person === person ? html`<span role="status" data-testid="export-done">${t('review.exported', { name })}</span>` : nothing}
  </li>`
}

function isErased(
  tracks: RecordingPageProps['open']['details']['tracks'],
  person: PersonId,
): boolean {
  return tracks.some((track) => track.person === person && track.isErased)
}

function eraseForm(
  { t, open, setWork, erase }: RecordingPageProps,
  person: PersonId,
  name: string,
): TemplateResult {
  const typed = open.work.kind === 'confirming' ? open.work.typed : ''
  const isRight = typed.trim() === name
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (isRight) erase(person)
  }
  return html`<li class="erasing">
    <form @submit=${submit}>
      <strong>${t('review.erase-title', { name })}</strong>
      <p>${t('review.erase-text', { name })}</p>
      <label><span>${t('review.erase-confirm', { name })}</span>
        <input autocomplete="off" data-testid="erase-confirm" .value=${typed} @input=${(event: Event) => setWork({ kind: 'confirming', person, typed: (event.target as HTMLInputElement).value })} />
      </label>
      <span class="buttons">
        <button class="button danger" data-testid="erase-do" ?disabled=${!isRight}>${t('review.erase-do')}</button>
        <button class="button" type="button" data-testid="erase-cancel" @click=${() => setWork({ kind: 'none' })}>${t('review.cancel')}</button>
      </span>
    </form>
  </li>`
}

function receipts({ t, open: { details } }: RecordingPageProps): TemplateResult {
  return html`<ul>
    ${details.deletions.map(
      (deletion) => html`<li data-testid="deletion">
        <span>${t('review.receipt-text', { count: deletion.files.length, date: dateTime(t, deletion.at) })}</span>
        <a class="link" download=${`${deletion.id}.json`} href=${asFile(deletion)}>${t('review.receipt-save')}</a>
      </li>`,
    )}
  </ul>`
}

function asFile(deletion: ReviewedDeletion): string {
  return `data:application/json,${encodeURIComponent(JSON.stringify(deletion, null, 2))}`
}

function verification({ t, open, verify }: RecordingPageProps): TemplateResult {
  const { verification: state } = open
  if (state.kind === 'running') {
    const number = new Intl.NumberFormat(t.tag)
    const [done, total] = [number.format(state.done), number.format(state.total)]
    return html`<p role="status">${t('review.verifying', { done, total })}</p>
      <progress max=${state.total || 1} value=${state.done} aria-hidden="true"></progress>`
  }
  const again = html`<button class="button" data-testid="verify" @click=${verify}>${t('review.verify-do')}</button>`
  if (state.kind === 'not') return html`<p>${t('review.verify-text')}</p>${again}`
  const count = state.problems.length
  const words = count === 0 ? t('review.verify-good') : t('review.verify-bad', { count })
  return html`<p class=${count === 0 ? 'good' : 'wrong'} role="status" data-testid="verify-result" data-state=${count === 0 ? 'good' : 'bad'}>${words}</p>
    <ul>
      ${state.problems.map(({ what, name, problem }) => {
        const where =
          what === 'file' ? name : t(what === 'log' ? 'review.verify-log' : 'review.verify-audit')
        return html`<li><span dir="auto">${where}</span> <code dir="ltr">${problem}</code></li>`
      })}
    </ul>
    ${again}`
}

function film({ t, open, makeFilm, saveFilm, deleteFilm }: RecordingPageProps): TemplateResult {
  const { film: job } = open
  if (job.state === 'done') {
    return html`<span class="buttons">
      <button class="button" data-testid="film-download" @click=${() => saveFilm(job)}>${t('review.film-download')}</button>
      <button class="button" data-testid="film-delete" @click=${leaving(() => deleteFilm(job))}>${t('review.film-delete')}</button>
    </span>`
  }
  if (job.state === 'waiting' || job.state === 'running') {
    const percent = new Intl.NumberFormat(t.tag, { style: 'percent' }).format(job.progress)
    return html`<p role="status">${t('review.film-making', { percent })}</p>
      <progress max="1" value=${job.progress} aria-hidden="true"></progress>
      <button class="button" data-testid="film-cancel" aria-label=${`${t('review.cancel')}: ${t('review.film')}`} @click=${leaving(() => deleteFilm(job))}>${t('review.cancel')}</button>`
  }
  return html`<p>${t('review.film-text')}</p>
    <button class="button" data-testid="film" @click=${leaving(makeFilm)}>${t('review.film-make')}</button>`
}

/** For a button that goes with what it does: the focus stays in its panel, at the heading. */
function leaving(run: () => void): (event: Event) => void {
  return ({ currentTarget }) => {
    const panel = currentTarget instanceof Element ? currentTarget.closest('.panel') : null
    panel?.querySelector<HTMLElement>('h3')?.focus()
    run()
  }
}

function history({ t, open: { details } }: RecordingPageProps): TemplateResult {
  return html`<ol class="steps" tabindex="0" aria-label=${t('review.history')}>
    ${details.history.map(
      ({ at, action, name }) => html`<li>
        <span>${t(`review.history-${action}`)}</span>
        <span class="quiet"><bdi>${name ?? t('review.by-server')}</bdi>, <bdi>${dateTime(t, at)}</bdi></span>
      </li>`,
    )}
  </ol>`
}
