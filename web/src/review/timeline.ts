import { formatDuration, spokenDuration, type Translator } from '@visavis/client-sdk/ui'
import type { ReviewedTrack } from '@visavis/protocol/browser'
import { html, type nothing, svg, type TemplateResult } from 'lit'
import type { RecordingActions } from './recording-page.ts'
import type { OpenRecording } from './review-state.ts'
import { nameOf } from './review-words.ts'

const MAX_COLUMNS = 400
/** Loudness is known so often. */
const COLUMN_MS = 100

interface TimelineProps extends RecordingActions {
  readonly t: Translator
  readonly open: OpenRecording
  readonly startsAt: number
}

/** Voices, gaps and marks over time. It runs from left to right in every language, as players do. */
export function timeline(props: TimelineProps): TemplateResult {
  const { t, open, startsAt, seek } = props
  const { details, player } = open
  const { durationMs, positionMs } = player
  const share = (at: number) => (100 * Math.min(durationMs, Math.max(0, at))) / (durationMs || 1)
  const voices = details.tracks.filter(({ kind, isErased }) => kind === 'audio' && !isErased)
  const valueText = `${spokenDuration(t.tag, positionMs)} / ${spokenDuration(t.tag, durationMs)}`
  return html`<div class="timeline" dir="ltr">
    <div class="lanes" aria-hidden="true">
      ${voices.map((track) => html`<div class="lane"><span class="who" dir="auto">${nameOf(t, details, track.person)}</span>${waveform(track, open, startsAt)}</div>`)}
      ${details.pauses.map(({ from, to, because }) => {
        const [left, right] = [
          share(from - startsAt),
          share((to ?? startsAt + durationMs) - startsAt),
        ]
        return html`<div class="pause" data-testid="timeline-pause" data-because=${because} .style=${`left:${left}%;width:${right - left}%`}></div>`
      })}
      <div class="head" .style=${`left:${share(positionMs)}%`}></div>
    </div>
    <input
      type="range"
      min="0"
      max=${durationMs}
      step="100"
      data-testid="seek"
      aria-label=${t('review.position')}
      aria-valuetext=${valueText}
      .value=${String(positionMs)}
      @input=${(event: Event) => seek(Number((event.target as HTMLInputElement).value))}
    />
    <ol class="marks">${marks(props, share)}</ol>
  </div>`
}

function marks(
  { t, open, startsAt, seek }: TimelineProps,
  share: (at: number) => number,
): TemplateResult[] {
  const { details } = open
  const events = details.marks.map(({ at, kind, person }) => {
    return { at, kind, words: t(`review.mark-${kind}`, { name: nameOf(t, details, person) }) }
  })
  const messages = details.messages.map(({ at, person }) => {
    return {
      at,
      kind: 'message',
      words: t('review.mark-message', { name: nameOf(t, details, person) }),
    }
  })
  return [...events, ...messages]
    .sort((one, other) => one.at - other.at)
    .map(({ at, kind, words }) => {
      const time = formatDuration(t.tag, at - startsAt)
      return html`<li .style=${`left:${share(at - startsAt)}%`}>
        <button class="mark" data-kind=${kind} data-testid="mark" title=${`${time} ${words}`} aria-label=${`${time} ${words}`} @click=${() => seek(at - startsAt)}></button>
      </li>`
    })
}

function waveform(
  track: ReviewedTrack,
  { contents, player }: OpenRecording,
  startsAt: number,
): TemplateResult | typeof nothing {
  const count = Math.max(1, Math.min(MAX_COLUMNS, Math.ceil(player.durationMs / COLUMN_MS)))
  const columns = new Array<number>(count).fill(0)
  for (const part of track.parts) {
    const content = contents.get(`${part.take}/${part.file}`)
    for (const [index, peak] of (content?.peaks ?? []).entries()) {
      const at = part.startsAt - startsAt + (1_000 * index) / (content?.peaksPerSecond ?? 1)
      const column = Math.min(count - 1, Math.floor((count * at) / (player.durationMs || 1)))
      columns[column] = Math.max(columns[column] ?? 0, peak)
    }
  }
  const path = columns
    .map((peak, x) => {
      const half = Math.max(0.4, (Math.sqrt(peak / 100) * 18) / 2)
      return `M${x + 0.5} ${10 - half}V${10 + half}`
    })
    .join('')
  return html`<svg viewBox=${`0 0 ${count} 20`} preserveAspectRatio="none">${svg`<path d=${path} />`}</svg>`
}
