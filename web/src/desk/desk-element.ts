import messageLoaders from 'visavis-messages:common,call,chat,devices,ended,error,desk'
import type { QueuedTicket } from '@visavis/client-sdk'
import {
  type ActionEvent,
  buttonStyles,
  type CallView,
  type DeviceChoices,
  EMPTY_CALL,
  EMPTY_EPILOGUE,
  type Epilogue,
  epilogueOf,
  type Locale,
  NO_DEVICES,
  type Translator,
  tokens,
} from '@visavis/client-sdk/ui'
import { LitElement, nothing, type PropertyValues } from 'lit'
import { languageSelectStyles } from '../language-select.ts'
import { pageLanguage, rememberLanguage, translatePage } from '../page-language.ts'
import { deskPage } from './desk-page.ts'
import { DeskSession } from './desk-session.ts'
import { type DeskState, isAtWork, isFree } from './desk-state.ts'
import { deskStyles } from './desk-styles.ts'
import type { DeskTab } from './desk-tabs.ts'
import { dropOldNotes } from './notes.ts'
import { paneStyles } from './pane-styles.ts'
import { Ringer } from './ringer.ts'
import { TakenNote } from './taken-note.ts'

const RING_KEY = 'visavis.desk.silent'

/** The advisor's desk: who waits, the call, and what there is to know about it. */
export class VisavisDesk extends LitElement {
  static override properties = {
    t: { state: true },
    state: { state: true },
    tickets: { state: true },
    view: { state: true },
    epilogue: { state: true },
    devices: { state: true },
    tab: { state: true },
    wasTaken: { state: true },
    isRingOn: { state: true },
  }
  static override styles = [tokens, buttonStyles, languageSelectStyles, paneStyles, deskStyles]

  declare t: Translator | null
  declare state: DeskState
  declare tickets: readonly QueuedTicket[]
  declare view: CallView
  declare epilogue: Epilogue
  declare devices: DeviceChoices
  declare tab: DeskTab
  declare wasTaken: boolean
  declare isRingOn: boolean
  readonly #isAutomatic = new URLSearchParams(location.search).get('accept') === 'auto'
  readonly #ringer = new Ringer()
  #session: DeskSession | null = null
  readonly #taken = new TakenNote((isShown) => {
    this.wasTaken = isShown
  })

  constructor() {
    super()
    this.t = null
    this.state = { name: 'signing-in' }
    this.tickets = []
    this.view = EMPTY_CALL
    this.epilogue = EMPTY_EPILOGUE
    this.devices = NO_DEVICES
    this.tab = 'queue'
    this.wasTaken = false
    this.isRingOn = localStorage.getItem(RING_KEY) === null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    dropOldNotes()
    void this.#useLanguage(pageLanguage())
    this.#open()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#ringer.close()
    this.#taken.hide()
    this.#session?.close().catch(() => undefined)
    this.#session = null
  }

  /** In a task of its own: what an answer sends goes out before anything is drawn. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    super.scheduleUpdate()
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('state')
    if (before && isAtWork(before) && isAtWork(this.state)) this.#keepFocus()
    if (!changed.has('tickets') && !changed.has('state') && !changed.has('t')) return
    const isRinging = this.tickets.length > 0 && isFree(this.state)
    this.#ringer.set(isRinging && this.isRingOn && !this.#isAutomatic)
    const count = this.tickets.length
    const { t } = this
    if (t) document.title = isRinging ? t('desk.page-title-ringing', { count }) : t('desk.title')
  }

  protected override render() {
    const { t } = this
    if (!t) return nothing
    const { state, tickets, view, epilogue, devices, tab, wasTaken, isRingOn } = this
    return deskPage({
      t,
      state,
      tickets,
      view,
      epilogue,
      devices,
      tab,
      wasTaken,
      isRingOn,
      isOnline: this.#session?.isOnline ?? true,
      isAvailable: this.#session?.isAvailable ?? true,
      isAutomatic: this.#isAutomatic,
      act: this.#act,
      accept: (ticket) => void this.#accept(ticket),
      finish: () => this.#session?.finish(),
      retry: () => this.#open(),
      continueHere: (room) => void this.#session?.continueHere(room),
      chooseTab: (chosen) => {
        this.tab = chosen
      },
      chooseLanguage: (locale) => void this.#useLanguage(locale),
      setAvailable: (available) => void this.#session?.setAvailable(available),
      setRing: this.#setRing,
    })
  }

  #open(): void {
    this.#session?.close().catch(() => undefined)
    const session = new DeskSession({ locale: pageLanguage(), isAutomatic: this.#isAutomatic })
    this.#session = session
    session.on('changed', (state) => this.#follow(state))
    session.on('queue', (tickets) => {
      this.#taken.follow(tickets)
      this.tickets = tickets
    })
    session.on('ticket-taken', () => this.#taken.show())
    session.call.on('changed', (view) => {
      this.view = view
    })
    session.call.on('devices', (devices) => {
      this.devices = devices
    })
    void session.open()
  }

  /** The button that was pressed is gone: the keyboard goes on in the middle, not at the top. */
  #keepFocus(): void {
    if (document.activeElement !== document.body) return
    this.renderRoot.querySelector<HTMLElement>('.call')?.focus({ preventScroll: true })
  }

  #follow(state: DeskState): void {
    const before = this.state.name
    this.state = state
    // The element reads the session's availability beside the state.
    this.requestUpdate()
    if (before === state.name) return
    if (state.name === 'in-call' || state.name === 'accepting') this.tab = 'call'
    if (state.name === 'wrap-up') {
      this.epilogue = epilogueOf(this.view)
      this.tab = this.epilogue.unsent.length > 0 ? 'call' : 'details'
    }
    if (state.name === 'idle' && before === 'wrap-up') this.tab = 'queue'
  }

  async #accept(ticket: QueuedTicket): Promise<void> {
    this.#taken.hide()
    await this.#session?.accept(ticket)
  }

  async #useLanguage(locale: Locale): Promise<void> {
    const t = await translatePage(messageLoaders, locale)
    rememberLanguage(locale)
    this.t = t
  }

  #setRing = (isOn: boolean): void => {
    this.isRingOn = isOn
    if (isOn) localStorage.removeItem(RING_KEY)
    else localStorage.setItem(RING_KEY, '')
  }

  #act = (event: ActionEvent): void => {
    void this.#session?.act(event.detail)
  }
}

customElements.define('visavis-desk', VisavisDesk)
