import {
  Emitter,
  type QueuedTicket,
  type Room,
  type RoomEnd,
  type RoomId,
  VisavisClient,
  VisavisError,
} from '@visavis/client-sdk'
import { type CallAction, CallController, failureCode, failureWords } from '@visavis/client-sdk/ui'
import { deskTokens, useInvite } from './desk-sign-in.ts'
import { type CallSubject, type DeskState, isFree } from './desk-state.ts'

interface DeskSessionEvents {
  changed: DeskState
  queue: readonly QueuedTicket[]
  /** A colleague took the ticket that was asked for. */
  'ticket-taken': undefined
}

const SIGNED_OUT: ReadonlySet<string> = new Set(['forbidden', 'token-refused', 'token-invalid'])

const LOSSES: ReadonlySet<RoomEnd> = new Set(['lost', 'abandoned'])

/** An advisor at work: signed in, watching the queue, one call at a time, devices ready between them. */
export class DeskSession extends Emitter<DeskSessionEvents> {
  readonly call: CallController
  readonly #client: VisavisClient
  readonly #isAutomatic: boolean
  #state: DeskState = { name: 'signing-in' }
  #isAvailable = true

  constructor(options: { locale: string; isAutomatic: boolean }) {
    super()
    this.#isAutomatic = options.isAutomatic
    this.#client = new VisavisClient({
      tokenSource: deskTokens(options.locale),
      storageKey: 'visavis.desk',
    })
    this.call = new CallController({ client: this.#client })
    this.call.on('ended', ({ reason, durationMs }) => this.#wrapUp(reason, durationMs))
    this.#client.on('closed', (reason) => {
      if (reason === 'taken-over') this.#leaveToAnother({ name: 'taken-over' })
      else this.#set({ name: 'failed', failure: failureWords(new VisavisError('internal')) })
    })
    this.#client.on('state', () => this.emit('changed', this.#state))
    this.#client.queue.on('changed', (tickets) => {
      this.emit('queue', tickets)
      this.#acceptNext()
    })
  }

  get state(): DeskState {
    return this.#state
  }

  get tickets(): readonly QueuedTicket[] {
    return this.#client.queue.tickets
  }

  /** Whether the server can be heard just now. */
  get isOnline(): boolean {
    return this.#client.state.name !== 'reconnecting'
  }

  get isAvailable(): boolean {
    return this.#isAvailable
  }

  /** Signs in and starts work; goes back into the call that a reload interrupted. */
  async open(): Promise<void> {
    this.#set({ name: 'signing-in' })
    // The picture is ready before the first call rings.
    void this.call.openDevices()
    void this.#client.preload()
    try {
      await useInvite()
      await this.#client.connect()
      // Connected between calls too: an answer is then heard and seen at once.
      void this.#client.prepare({ stay: true })
      await this.#client.queue.watch()
      await this.#client.queue.setAvailable(this.#isAvailable)
      this.#begin()
    } catch (error) {
      this.#fail(error)
    }
  }

  async setAvailable(isAvailable: boolean): Promise<void> {
    this.#isAvailable = isAvailable
    this.#set(this.#state)
    try {
      await this.#client.queue.setAvailable(isAvailable)
      this.#acceptNext()
    } catch (error) {
      this.#fail(error)
    }
  }

  async accept(ticket: QueuedTicket): Promise<void> {
    if (!this.#isFree) return
    // Before anything is drawn.
    const tracks = this.call.ownTracks()
    const entering = this.#client.queue.accept(ticket.ticket, { tracks })
    this.#set({ name: 'accepting', ticket })
    try {
      this.#enter(await entering, ticket)
    } catch (error) {
      this.#set({ name: 'idle' })
      if (!isTaken(error)) return this.#fail(error)
      this.emit('ticket-taken', undefined)
      this.#acceptNext()
    }
  }

  async continueHere(room: RoomId): Promise<void> {
    try {
      // Where they were given back to another tab; the call does not wait for them.
      void this.call.openDevices()
      const tracks = this.call.ownTracks()
      this.#enter(await this.#client.joinRoom(room, { takeOver: true, tracks }))
    } catch (error) {
      this.#fail(error)
    }
  }

  async act(action: CallAction): Promise<void> {
    await this.call.act(action)
  }

  /** After the wrap-up: free for the next call. */
  finish(): void {
    if (this.#state.name !== 'wrap-up') return
    this.#set({ name: 'idle' })
    this.#acceptNext()
  }

  async close(): Promise<void> {
    this.call.close()
    this.removeListeners()
    await this.#client.close()
  }

  #begin(): void {
    const { room, elsewhere } = this.#client
    if (room) {
      this.#enter(room)
      return
    }
    this.#set(elsewhere ? { name: 'elsewhere', room: elsewhere } : { name: 'idle' })
    this.#acceptNext()
  }

  #enter(room: Room, known?: CallSubject): void {
    const { ticket } = room.state
    const subject = known ?? {
      openedAt: ticket?.openedAt ?? Date.now(),
      ...(ticket?.locale && { locale: ticket.locale }),
      ...(ticket?.product && { product: ticket.product }),
    }
    this.#set({ name: 'in-call', room: room.id, subject })
    this.call.enter(room)
  }

  #wrapUp(reason: RoomEnd, durationMs: number): void {
    if (this.#state.name !== 'in-call') return
    const { room, subject } = this.#state
    if (reason === 'taken-over') this.#leaveToAnother({ name: 'elsewhere', room })
    else if (this.#isAutomatic && !LOSSES.has(reason)) this.#set({ name: 'idle' })
    else this.#set({ name: 'wrap-up', room, subject, reason, durationMs })
    this.#acceptNext()
  }

  /** Camera and microphone are for the tab that goes on: two that hold them starve each other. */
  #leaveToAnother(state: DeskState): void {
    this.call.closeDevices()
    this.#set(state)
  }

  #acceptNext(): void {
    const [next] = this.tickets
    if (!this.#isAutomatic || !this.#isAvailable || !next || !this.#isFree) return
    void this.accept(next)
  }

  /** A desk that answers by itself has no wrap-up: what it shows after a loss is there until the next call. */
  get #isFree(): boolean {
    return isFree(this.#state) || (this.#isAutomatic && this.#state.name === 'wrap-up')
  }

  #fail(error: unknown): void {
    if (SIGNED_OUT.has(failureCode(error))) this.#set({ name: 'signed-out' })
    else this.#set({ name: 'failed', failure: failureWords(error) })
  }

  #set(state: DeskState): void {
    this.#state = state
    this.emit('changed', state)
  }
}

function isTaken(error: unknown): boolean {
  const code = failureCode(error)
  return code === 'ticket-taken' || code === 'not-found' || code === 'room-ended'
}
