import '@visavis/client-sdk/ui'
import {
  type ActionEvent,
  type CallView,
  type DeviceChoices,
  type Epilogue,
  endedWords,
  formatDuration,
  icon,
  streamOf,
  type Translator,
} from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import type { DeskState } from './desk-state.ts'

interface CallPane {
  readonly t: Translator
  readonly state: DeskState
  readonly view: CallView
  readonly epilogue: Epilogue
  readonly devices: DeviceChoices
  readonly isAvailable: boolean
  readonly act: (event: ActionEvent) => void
  readonly finish: () => void
}

export function callPane(pane: CallPane): TemplateResult {
  const { t, state } = pane
  return html`<section class="pane call" tabindex="-1" aria-label=${t('desk.call')}>
    ${state.name === 'wrap-up' ? wrapUp(pane, state) : state.name === 'in-call' ? inCall(pane) : ready(pane)}
  </section>`
}

function inCall({ t, view, devices, act }: CallPane): TemplateResult {
  return html`<header class="call-head">
      <h2>${view.peer?.name ?? t('call.customer')}</h2>
      ${view.startedAt === null ? nothing : html`<visavis-timer .since=${view.startedAt} .tag=${t.tag} .label=${t('call.duration')}></visavis-timer>`}
      <visavis-connection .state=${view.connection} .t=${t}></visavis-connection>
    </header>
    <visavis-call chat-place="outside" .call=${view} .devices=${devices} .t=${t} @visavis-action=${act}></visavis-call>`
}

/** Between calls: one's own picture and the devices, so that the next call starts at once. */
function ready({ t, view, devices, isAvailable, state, act }: CallPane): TemplateResult {
  const isOn = view.camera.state === 'on'
  const heading =
    state.name === 'accepting'
      ? 'desk.accepting'
      : isAvailable
        ? 'desk.ready'
        : 'desk.not-available'
  return html`<div class="ready" @visavis-action=${act}>
    <div class="preview">
      <video
        data-testid="self-video"
        autoplay
        playsinline
        .muted=${true}
        ?hidden=${!isOn}
        .srcObject=${streamOf(view.camera.state === 'on' ? view.camera.track : null)}
        aria-label=${t('call.self-video')}
      ></video>
      ${isOn ? nothing : html`<p class="camera-off">${icon('cameraOff')}${t(view.camera.state === 'asking' ? 'call.camera-asking' : 'call.your-camera-is-off')}</p>`}
      <visavis-controls class="preview-controls" .call=${view} .t=${t} .hasChat=${false} .hasDevices=${false}></visavis-controls>
    </div>
    <h2 role="status">${t(heading)}</h2>
    <p>${t(isAvailable ? 'desk.ready-text' : 'desk.not-available-text')}</p>
    <visavis-call-banners .call=${view} .t=${t}></visavis-call-banners>
    <visavis-devices .choices=${devices} .t=${t}></visavis-devices>
  </div>`
}

function wrapUp(
  { t, epilogue, finish }: CallPane,
  state: DeskState & { name: 'wrap-up' },
): TemplateResult {
  const { heading, text, isInterruption } = endedWords(state.reason, 'advisor', epilogue)
  return html`<div class="wrap-up" data-testid="wrap-up">
    ${icon(isInterruption ? 'warning' : 'check')}
    <h2 role="status">${t(heading)}</h2>
    <p>
      ${t(text)}
      ${state.durationMs > 0 ? t('ended.duration', { duration: formatDuration(t.tag, state.durationMs) }) : nothing}
    </p>
    <p>${t('desk.wrap-up-text')}</p>
    <visavis-unsent .texts=${epilogue.unsent} .t=${t}></visavis-unsent>
    <button class="button primary" data-testid="wrap-up-done" @click=${finish}>${t('desk.wrap-up-done')}</button>
  </div>`
}
