import { type Availability, type RoomId, VisavisError } from '@visavis/protocol/browser'
import { VisavisClient } from '../client.ts'
import { Emitter } from '../emitter.ts'
import type { Room } from '../room/room.ts'
import type { RoomEnd } from '../room/room-events.ts'
import { tokenFromUrl } from '../token-source.ts'
import type { CallAction } from '../ui/call-actions.ts'
import { CallController } from '../ui/call-controller.ts'
import { type CallView, EMPTY_CALL } from '../ui/call-view.ts'
import { failureWords } from '../ui/call-words.ts'
import { type DeviceChoices, NO_DEVICES } from '../ui/device-picker.ts'
import { firstPicture } from '../ui/first-picture.ts'
import { CallMark } from './call-mark.ts'
import type { WidgetState } from './widget-state.ts'

export interface GuidanceSessionOptions {
  tokenUrl: string
  product: string
  locale: string
}

/** One shopper's guidance from the button to the rating: the client, the call, and the state between. */
export class GuidanceSession extends Emitter<{ changed: WidgetState; view: CallView }> {
  readonly #client: VisavisClient
  readonly #mark = new CallMark()
  #call: CallController | null = null
  #state: WidgetState = { name: 'closed' }
  #waiting: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: GuidanceSessionOptions) {
    super()
    this.#client = new VisavisClient({ tokenSource: tokenFromUrl(options) })
  }

  get state(): WidgetState {
    return this.#state
  }

  get view(): CallView {
    if (this.#call) return this.#call.view
    const { nextCamera } = this.#client
    return { ...EMPTY_CALL, remote: { ...EMPTY_CALL.remote, nextCamera } }
  }

  get choices(): DeviceChoices {
    return this.#call?.choices ?? NO_DEVICES
  }

  prepare(): void {
    // What fails is tried again by the click, which reports it.
    void this.#client.prepare().then(() => {
      if (!this.#call && !this.#isClosed) this.emit('view', this.view)
    })
  }

  availability(): Promise<Availability> {
    return this.#client.availability()
  }

  /** Asks for guidance. Camera and microphone are asked for meanwhile, and nothing waits for them. */
  async start(): Promise<void> {
    await this.#open(() => this.#client.requestGuidance(), { isNew: true })
  }

  /** After a reload in the middle of a call: back into it, without being asked. */
  async resume(): Promise<void> {
    if (!(await this.#mark.isOurs())) return
    await this.#open(() => this.#reconnect(), { isNew: false })
  }

  /** Takes the call over from another tab or device. */
  async continueHere(): Promise<void> {
    const state = this.#state
    if (state.name === 'elsewhere')
      await this.#open(() => this.#takeOver(state.room), { isNew: false })
  }

  async act(action: CallAction): Promise<void> {
    await this.#call?.act(action)
  }

  /** Withdraws the request, or ends the call. */
  async leave(): Promise<void> {
    const { room } = this.#client
    if (room) await room.leave().catch(() => undefined)
    else this.#dropCall({ name: 'closed' })
  }

  /** Back to the button. */
  dismiss(): void {
    this.#dropCall({ name: 'closed' })
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#call?.close()
    this.removeListeners()
    await this.#client.close()
  }

  async #open(enter: () => Promise<Room | null>, options: { isNew: boolean }): Promise<void> {
    if (!canCall()) {
      this.#set({ name: 'blocked' })
      return
    }
    const call = this.#newCall()
    const entering = enter()
    this.#set({ name: 'connecting', since: Date.now() })
    // The advisor's picture never waits for the shopper's permission, nor for a camera being opened.
    const devices = options.isNew ? openAfterPicture(call, entering) : call.openDevices()
    try {
      const room = await entering
      if (this.#call !== call) return await room?.leave()
      if (room) this.#enter(call, room)
      else this.#dropCall({ name: 'closed' })
    } catch (error) {
      if (this.#call === call) this.#fail(error, options)
    }
    await devices
  }

  #newCall(): CallController {
    this.#call?.close()
    const call = new CallController({ client: this.#client })
    this.#call = call
    call.on('changed', (view) => this.#follow(view))
    call.on('devices', () => this.emit('view', this.view))
    call.on('ended', ({ reason, durationMs }) => this.#finish(reason, durationMs))
    return call
  }

  #enter(call: CallController, room: Room): void {
    this.#mark.set()
    call.enter(room)
  }

  async #reconnect(): Promise<Room | null> {
    await this.#client.connect()
    return this.#client.room
  }

  async #takeOver(room: RoomId): Promise<Room> {
    await this.#client.connect()
    return this.#client.joinRoom(room, { takeOver: true })
  }

  #follow(view: CallView): void {
    this.emit('view', view)
    if (view.phase === 'waiting' && this.#state.name === 'connecting') {
      this.#waiting ??= setTimeout(() => this.#wait(), ANSWER_MS)
    }
    if (view.phase === 'in-call' && this.#state.name !== 'in-call') this.#set({ name: 'in-call' })
  }

  /** Somebody who answers at once is not waited for, in words least of all. */
  #wait(): void {
    if (this.#call?.view.phase !== 'waiting' || this.#state.name !== 'connecting') return
    this.#set({ name: 'waiting', since: this.#waitingSince() })
  }

  #waitingSince(): number {
    return Math.min(this.#client.room?.state.ticket?.openedAt ?? Date.now(), Date.now())
  }

  #finish(reason: RoomEnd, durationMs: number): void {
    const room = this.#call?.lastRoom
    if (reason === 'taken-over' && room) this.#dropCall({ name: 'elsewhere', room })
    else if (
      durationMs === 0 &&
      (reason === 'left' || reason === 'cancelled' || reason === 'shopper-left')
    ) {
      this.#dropCall({ name: 'closed' })
    } else this.#dropCall({ name: 'ended', reason, durationMs })
  }

  #fail(error: unknown, options: { isNew: boolean }): void {
    const { elsewhere } = this.#client
    const isElsewhere = error instanceof VisavisError && error.code === 'already-in-room'
    if (isElsewhere && elsewhere) this.#dropCall({ name: 'elsewhere', room: elsewhere })
    // Nobody asked for a resumed call that is no longer there.
    else if (!options.isNew && failureWords(error).code === 'resume-refused') {
      this.#dropCall({ name: 'closed' })
    } else this.#dropCall({ name: 'error', failure: failureWords(error) })
  }

  #dropCall(next: WidgetState): void {
    this.#mark.clear()
    this.#call?.close()
    this.#call = null
    this.#set(next)
  }

  #set(state: WidgetState): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
    this.#state = state
    if (!this.#isClosed) this.emit('changed', state)
  }
}

/** Milliseconds in which an advisor may have answered before the shopper is told to wait. */
const ANSWER_MS = 400

async function openAfterPicture(
  call: CallController,
  entering: Promise<Room | null>,
): Promise<void> {
  const room = await entering.catch(() => null)
  if (!room) return
  await firstPicture(room)
  if (!room.ended) await call.openDevices()
}

function canCall(): boolean {
  return typeof RTCPeerConnection === 'function' && typeof WebSocket === 'function'
}
