import {
  type StepResult,
  TEST_STEPS,
  type TestReport,
  type TestStep,
  verdictOf,
} from '@visavis/client-sdk/connection-test'
import { type IconName, icon, type Locale, streamOf, type Translator } from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import { languageSelect } from '../language-select.ts'
import { stepWords } from './step-words.ts'

export interface DoctorPage {
  readonly t: Translator
  readonly phase: 'ready' | 'running' | 'done'
  readonly report: TestReport
  readonly camera: MediaStreamTrack | null
  /** From 0 to 1. */
  readonly level: number
  readonly copy: 'not' | 'copied'
  readonly start: () => void
  readonly stop: () => void
  readonly skip: () => void
  readonly copyResult: () => void
  readonly chooseLanguage: (locale: Locale) => void
}

const ICONS: Readonly<Record<StepResult['state'], IconName>> = {
  waiting: 'clock',
  running: 'retry',
  passed: 'check',
  warning: 'info',
  failed: 'warning',
  skipped: 'minimise',
}

export function doctorPage(page: DoctorPage): TemplateResult {
  const { t, phase } = page
  return html`<div class="doctor" dir=${t.direction} lang=${t.tag}>
    ${header(page)}
    <main>
      ${phase === 'done' ? result(page) : intro(page)}
      <ol class="steps" aria-label=${t('doctor.title')}>${TEST_STEPS.map((step) => stepRow(page, step))}</ol>
      <p class="visually-hidden" role="status">${spoken(page)}</p>
    </main>
  </div>`
}

function header({ t, chooseLanguage }: DoctorPage): TemplateResult {
  return html`<header class="top">
    <h1>${t('doctor.title')}</h1>
    ${languageSelect(t, chooseLanguage)}
  </header>`
}

function intro({ t, phase, start, stop }: DoctorPage): TemplateResult {
  return html`<section class="lead" data-phase=${phase}>
    <h2>${t('doctor.intro')}</h2>
    <p>${t('doctor.promise')}</p>
    <div class="actions">
      ${
        phase === 'ready'
          ? html`<button class="button primary" data-testid="doctor-start" @click=${start}>${t('doctor.start')}</button>`
          : html`<button class="button" data-testid="doctor-stop" @click=${stop}>${t('doctor.stop')}</button>`
      }
    </div>
  </section>`
}

function result({ t, report, copy, start, copyResult }: DoctorPage): TemplateResult {
  const verdict = verdictOf(report)
  const glyph = verdict === 'good' ? 'check' : verdict === 'incomplete' ? 'info' : 'warning'
  return html`<section class="lead" data-testid="doctor-result" data-state=${verdict} tabindex="-1">
    <h2 class="verdict">${icon(glyph)}<span>${t(`doctor.${verdict}`)}</span></h2>
    <p>${t(`doctor.${verdict}-text`)}</p>
    <div class="actions">
      <button class="button primary" data-testid="doctor-copy" @click=${copyResult}>
        ${icon(copy === 'copied' ? 'check' : 'copy')}<span role="status">${t(copy === 'copied' ? 'doctor.copied' : 'doctor.copy')}</span>
      </button>
      <button class="button" data-testid="doctor-start" @click=${start}>${icon('retry')}${t('doctor.again')}</button>
    </div>
  </section>`
}

function stepRow(page: DoctorPage, step: TestStep): TemplateResult {
  const { t, report } = page
  const { state } = report[step]
  return html`<li class="step" data-testid=${`doctor-step-${step}`} data-state=${state}>
    <span class="mark" aria-hidden="true">${icon(ICONS[state])}</span>
    <div class="words">
      <h3>${t(`doctor.step-${step}`)} ${hasWord(state, step) ? html`<span class="state">${t(`doctor.state-${state}`)}</span>` : nothing}</h3>
      ${says(state, step) ? html`<p>${stepWords(t, step, report)}</p>` : nothing}
      ${step === 'camera' ? preview(page) : nothing} ${step === 'microphone' ? meter(page) : nothing}
    </div>
    ${state === 'running' ? html`<button class="button skip" data-testid="doctor-skip" @click=${page.skip}>${t('doctor.skip')}</button>` : nothing}
  </li>`
}

/** Where somebody is asked for something, that is the word. */
function hasWord(state: StepResult['state'], step: TestStep): boolean {
  return state === 'running' ? !says(state, step) : state !== 'waiting'
}

/** What the state alone does not say. */
function says(state: StepResult['state'], step: TestStep): boolean {
  if (state === 'running') return step === 'camera' || step === 'microphone'
  return state !== 'waiting'
}

function preview({ camera }: DoctorPage): TemplateResult | typeof nothing {
  if (!camera) return nothing
  return html`<video class="preview" .srcObject=${streamOf(camera)} .muted=${true} autoplay playsinline aria-hidden="true"></video>`
}

function meter({ report, level }: DoctorPage): TemplateResult | typeof nothing {
  if (report.microphone.state !== 'running') return nothing
  return html`<meter min="0" max="1" .value=${level} aria-hidden="true"></meter>`
}

/** For screen readers: the step that runs, then what came of it all. */
function spoken({ t, phase, report }: DoctorPage): string {
  if (phase === 'done')
    return `${t(`doctor.${verdictOf(report)}`)}. ${t(`doctor.${verdictOf(report)}-text`)}`
  const running = TEST_STEPS.find((step) => report[step].state === 'running')
  return running ? `${t(`doctor.step-${running}`)}: ${stepWords(t, running, report)}` : ''
}
