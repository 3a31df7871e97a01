import { formatDuration, icon, initialsOf, type Translator } from '@visavis/client-sdk/ui'
import type { FilmJob, PersonId, ReviewedMessage } from '@visavis/protocol/browser'
import { html, nothing, type TemplateResult } from 'lit'
import { badges } from './list-page.ts'
import { panels } from './panels.ts'
import type { RecordingPlayer } from './recording-player.ts'
import type { OpenRecording, PersonWork } from './review-state.ts'
import { dateTime, gapWords, nameOf, peopleNames } from './review-words.ts'
import { timeline } from './timeline.ts'

export interface RecordingActions {
  readonly seek: (positionMs: number) => void
  readonly toggle: () => void
  readonly setRate: (rate: number) => void
  readonly back: () => void
  readonly unmask: (message: ReviewedMessage) => void
  readonly hold: (reason: string) => void
  readonly release: () => void
  readonly verify: () => void
  readonly makeFilm: () => void
  readonly saveFilm: (film: FilmJob) => void
  /** Cancels one that is being made. */
  readonly deleteFilm: (film: FilmJob) => void
  readonly exportPerson: (person: PersonId) => void
  readonly setWork: (work: PersonWork) => void
  readonly erase: (person: PersonId) => void
}

export interface RecordingPageProps extends RecordingActions {
  readonly t: Translator
  readonly open: OpenRecording
  readonly player: RecordingPlayer
}

const RATES = [0.5, 1, 1.5, 2]
const STEP_MS = 10_000

export function recordingPage(page: RecordingPageProps): TemplateResult {
  const { t, open } = page
  const { details } = open
  return html`<main class="open" data-testid="review-open">
    <div class="title">
      <button class="link" data-testid="back" @click=${page.back}>${t('review.back')}</button>
      <h2 tabindex="-1">${details.product?.name ?? t('review.no-product')}</h2>
      <p><bdi>${peopleNames(t, details)}</bdi> · <bdi>${dateTime(t, details.startedAt)}</bdi></p>
      <p class="states">${badges(t, details)}</p>
    </div>
    ${open.refusal ? html`<p class="refused" role="alert" data-testid="work-refused">${icon('warning')}${t(open.refusal)}</p>` : nothing}
    <div class="columns">
      <div class="watch">${stage(page)}${chat(page)}</div>
      <div class="panels">${panels(page)}</div>
    </div>
  </main>`
}

function stage(page: RecordingPageProps): TemplateResult {
  const { t, open, player } = page
  if (player.tracks.length === 0) {
    const words =
      open.details.status === 'recording' ? 'review.status-recording' : 'review.nothing-here'
    return html`<section class="player"><p class="empty">${t(words)}</p></section>`
  }
  return html`<section class="player" aria-label=${t('review.play')} @keydown=${(event: KeyboardEvent) => key(page, event)}>
    <div class="tiles">${tiles(page)}</div>
    ${notice(page)} ${controls(page)} ${timeline({ ...page, startsAt: player.startsAt })}
  </section>`
}

/** Pictures first; who was only heard has initials. */
function tiles({ t, open, player }: RecordingPageProps): TemplateResult[] {
  const { details } = open
  const at = player.startsAt + open.player.positionMs
  const pictures = player.tracks.filter(({ track }) => track.kind === 'video')
  const seen = new Set(pictures.map(({ track }) => track.person))
  const heard = player.tracks.filter(({ track }) => track.kind === 'audio')
  const soundOnly = heard.filter(({ track }) => !seen.has(track.person))
  const tileOf = (one: (typeof player.tracks)[number], content: unknown) => {
    const { person, source } = one.track
    const name = nameOf(t, details, person)
    const what = source === 'screen' ? ` · ${t('review.screen')}` : ''
    return html`<figure class="tile" data-source=${source} data-state=${one.partAt(at) ? 'on' : 'off'}>
      ${content}<figcaption>${name}${what}</figcaption>
    </figure>`
  }
  return [
    ...pictures.map((one) => tileOf(one, one.element)),
    ...soundOnly.map((one) => {
      const name = nameOf(t, details, one.track.person)
      return tileOf(one, html`<span class="initials" aria-hidden="true">${initialsOf(name)}</span>`)
    }),
    html`<div hidden>${heard.map(({ element }) => element)}</div>`,
  ]
}

/** Why there is nothing to see or hear, or what is wrong. */
function notice(page: RecordingPageProps): TemplateResult {
  const { t, open } = page
  const isDamaged = [...open.contents.values()].some(({ damages }) => damages.length > 0)
  const wrong = open.player.isBroken ? t('review.not-played') : isDamaged ? t('review.damaged') : ''
  return html`<p class="notice" role="status" data-testid="player-notice">${wordsAt(page)}</p>
    ${wrong ? html`<p class="wrong" role="alert" data-testid="player-damage">${icon('warning')}${wrong}</p>` : nothing}`
}

function wordsAt({ t, open, player }: RecordingPageProps): string {
  const { details, player: state } = open
  const at = player.startsAt + state.positionMs
  const pause = details.pauses.find(({ from, to }) => at >= from && at < (to ?? Infinity))
  if (pause) return t(pause.because === 'requested' ? 'review.gap-paused' : 'review.gap-consent')
  const isCovered = player.tracks.some((track) => track.partAt(at))
  if (!isCovered && state.positionMs < player.durationMs) {
    const gap = details.gaps.find(({ from, to }) => at >= from && at < to)
    return gap ? gapWords(t, gap) : t('review.nothing-here')
  }
  return state.isWaiting && state.isPlaying ? t('review.preparing') : ''
}

function controls(page: RecordingPageProps): TemplateResult {
  const { t, open, toggle, seek, setRate } = page
  const { isPlaying, positionMs, durationMs, rate } = open.player
  const shown = `${formatDuration(t.tag, positionMs)} / ${formatDuration(t.tag, durationMs)}`
  const number = new Intl.NumberFormat(t.tag)
  return html`<div class="controls" dir="ltr">
    <button class="icon-button mirrored" aria-label=${t('review.rewind')} title=${t('review.rewind')} data-testid="rewind" @click=${() => seek(positionMs - STEP_MS)}>${icon('retry')}</button>
    <button class="icon-button play" aria-label=${t(isPlaying ? 'review.pause' : 'review.play')} data-testid="play" data-state=${isPlaying ? 'playing' : 'paused'} @click=${toggle}>${icon(isPlaying ? 'pause' : 'play')}</button>
    <button class="icon-button" aria-label=${t('review.skip')} title=${t('review.skip')} data-testid="skip" @click=${() => seek(positionMs + STEP_MS)}>${icon('retry')}</button>
    <span class="time" data-testid="player-time">${shown}</span>
    <label class="rate"><span class="visually-hidden">${t('review.speed')}</span>
      <select data-testid="speed" @change=${(event: Event) => setRate(Number((event.target as HTMLSelectElement).value))}>
        ${RATES.map((one) => html`<option value=${one} .selected=${one === rate}>${number.format(one)}×</option>`)}
      </select>
    </label>
  </div>`
}

function key({ toggle, seek, open }: RecordingPageProps, event: KeyboardEvent): void {
  const target = event.composedPath()[0]
  const isField = target instanceof HTMLElement && target.matches('button, select, input')
  const { positionMs } = open.player
  if (event.key === 'k' || (event.key === ' ' && !isField)) toggle()
  else if (event.key === 'j') seek(positionMs - STEP_MS)
  else if (event.key === 'l') seek(positionMs + STEP_MS)
  else return
  event.preventDefault()
}

function chat({ t, open, player, seek, unmask }: RecordingPageProps): TemplateResult {
  const { details } = open
  const now = player.startsAt + open.player.positionMs
  return html`<section class="chat" aria-labelledby="chat-title">
    <h3 id="chat-title">${t('review.chat')}</h3>
    ${details.messages.length === 0 ? html`<p class="quiet">${t('review.chat-none')}</p>` : nothing}
    <ol>
      ${details.messages.map((message) => {
        const { at, person, text, isMasked } = message
        const positionMs = at - player.startsAt
        return html`<li class=${at <= now ? 'said' : 'to-come'} data-testid="review-message">
          <button class="link" @click=${() => seek(positionMs)}>${formatDuration(t.tag, positionMs)}</button>
          <span><strong>${nameOf(t, details, person)}</strong> <span dir="auto">${text ?? t('review.message-erased')}</span>
          ${isMasked && details.may.unmask ? html`<button class="link" data-testid="unmask" @click=${() => unmask(message)}>${t('review.unmask')}</button>` : nothing}</span>
        </li>`
      })}
    </ol>
  </section>`
}
