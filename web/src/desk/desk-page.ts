import type { QueuedTicket, RoomId } from '@visavis/client-sdk'
import type {
  ActionEvent,
  CallView,
  DeviceChoices,
  Epilogue,
  Locale,
  Translator,
} from '@visavis/client-sdk/ui'
import { html, type TemplateResult } from 'lit'
import { callPane } from './call-pane.ts'
import { deskHeader } from './desk-header.ts'
import { type DeskState, isAtWork } from './desk-state.ts'
import { type DeskTab, deskTabs } from './desk-tabs.ts'
import { detailsPane } from './details-pane.ts'
import { gatePane } from './gate-pane.ts'
import { queuePane } from './queue-pane.ts'

export interface DeskPage {
  readonly t: Translator
  readonly state: DeskState
  readonly tickets: readonly QueuedTicket[]
  readonly view: CallView
  readonly epilogue: Epilogue
  readonly devices: DeviceChoices
  readonly tab: DeskTab
  /** A colleague was faster. */
  readonly wasTaken: boolean
  readonly isAvailable: boolean
  readonly isOnline: boolean
  readonly isAutomatic: boolean
  readonly isRingOn: boolean
  readonly act: (event: ActionEvent) => void
  readonly accept: (ticket: QueuedTicket) => void
  readonly finish: () => void
  readonly retry: () => void
  readonly continueHere: (room: RoomId) => void
  readonly chooseTab: (tab: DeskTab) => void
  readonly chooseLanguage: (locale: Locale) => void
  readonly setAvailable: (available: boolean) => void
  readonly setRing: (isOn: boolean) => void
}

/** The desk in any state. */
export function deskPage(page: DeskPage): TemplateResult {
  const { t, state, tab } = page
  return html`<div class="desk" dir=${t.direction} lang=${t.tag} data-state=${state.name} data-tab=${tab}>
    ${deskHeader({ ...page, isAtWork: isAtWork(state) })}
    ${isAtWork(state) ? atWork(page) : gatePane(page)}
  </div>`
}

function atWork(page: DeskPage): TemplateResult {
  const { t, tab, tickets, chooseTab } = page
  return html`<main class="panes">${queuePane(page)}${callPane(page)}${detailsPane(page)}</main>
    ${deskTabs({ t, tab, waiting: tickets.length, choose: chooseTab })}`
}
