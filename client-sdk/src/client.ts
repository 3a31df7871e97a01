/// <reference lib="esnext.disposable" preserve="true" />
import {
  type Availability,
  type Params,
  type Role,
  type RoomEntry,
  type RoomId,
  type RtpCapabilities,
  VisavisError,
} from '@visavis/protocol/browser'
import type { ClientState, ReconnectReason } from './client-state.ts'
import { ConnectTiming } from './connect-timing.ts'
import { Connection } from './connection/connection.ts'
import type { Opened, Resume } from './connection/open-session.ts'
import type { Request } from './connection/request.ts'
import type { Notification } from './connection/rpc.ts'
import { TokenCache } from './connection/token-cache.ts'
import { type OpenWire, openWebSocket } from './connection/wire.ts'
import { Emitter } from './emitter.ts'
import { ConnectError } from './errors.ts'
import { fetchAvailability } from './http.ts'
import { type Logger, SILENT } from './logger.ts'
import { MediaKit, warmUpMedia } from './media/media-kit.ts'
import { RoomMedia } from './media/room-media.ts'
import { Queue } from './queue.ts'
import { ReloadStore, type Saved } from './reload-store.ts'
import { Room } from './room/room.ts'
import type { RoomEnd } from './room/room-events.ts'
import type { TokenSource } from './token-source.ts'
import { entriesOf, type SourceTracks } from './tracks.ts'
import { wait } from './wait.ts'

export interface ClientOptions {
  tokenSource: TokenSource
  /** Keeps what a reload needs. `sessionStorage` by default; `null` keeps nothing. */
  storage?: Storage | null
  /** Tells clients on one page apart. */
  storageKey?: string
  /** Silent by default. */
  logger?: Logger
  /** @internal Another transport, for tests. */
  openWire?: OpenWire
}

export interface ClientEvents {
  state: ClientState
  /** A room was entered, or there is none any more. */
  room: Room | null
  /** Something failed in the background; what can be done is being done. */
  error: VisavisError | ConnectError
  /** The session is over and does not come back by itself. */
  closed: ReconnectReason
}

export interface EnterOptions {
  /** Sent from the first moment. The room owns them from now on, whether it is entered or not. */
  tracks?: SourceTracks
}

type Recovery = typeof import('./recovery/index.ts')

type Ask = (params: Pick<Params<'room.join'>, 'rtpCapabilities' | 'announce'>) => Promise<RoomEntry>

/** Milliseconds that a session waits for the click it was opened for. */
const PREPARED_MS = 60_000

/** The first picture is there by then. */
const RECOVERY_AFTER_MS = 2_000

/** Notifications kept while the answer that they belong to is on its way. */
const EARLY_LIMIT = 200

/**
 * One person at one page: a session with the server, through reconnections and reloads, and the one
 * room it is in. Requests reject with `VisavisError`, the server's refusal, or `ConnectError`, none came.
 */
export class VisavisClient extends Emitter<ClientEvents> {
  /** Waiting tickets, for advisors. */
  readonly queue: Queue
  readonly #logger: Logger
  readonly #tokens: TokenCache
  readonly #connection: Connection
  readonly #store: ReloadStore
  readonly #stopSaving: () => void
  readonly #request: Request
  readonly #timing = new ConnectTiming()
  #opened: Opened | null = null
  #saved: Saved | null
  #room: Room | null = null
  #elsewhere: RoomId | null = null
  /** The server may not have heard of it yet. */
  #left: RoomId | null = null
  #kit: Promise<MediaKit | null> = Promise.resolve(null)
  /** Media of the room to come. */
  #prepared: RoomMedia | null = null
  #preparing: Promise<void> | null = null
  #staysPrepared = false
  #rtpCapabilities: RtpCapabilities | null = null
  #entering: Promise<Room> | null = null
  #early: Notification[] = []
  #idleTimer: ReturnType<typeof setTimeout> | undefined
  #recovery: Promise<Recovery> | null = null

  constructor(options: ClientOptions) {
    super()
    this.#logger = options.logger ?? SILENT
    this.#tokens = new TokenCache(options.tokenSource)
    const storage = options.storage === undefined ? sessionStorageOrNull() : options.storage
    this.#store = new ReloadStore(storage, options.storageKey ?? 'visavis.session')
    this.#saved = this.#store.take()
    this.#connection = this.#createConnection(options.openWire ?? openWebSocket)
    this.#request = (method, params) => this.#connection.request(method, params)
    this.queue = new Queue({
      request: this.#request,
      accept: (ticket, options) =>
        this.#enter((params) => this.#request('queue.accept', { ticket, ...params }), options),
      logger: this.#logger,
    })
    this.#stopSaving = this.#store.saveOnHide(() => this.#toSave())
  }

  get state(): ClientState {
    return this.#connection.state
  }

  /** From the token; `null` before the first opening. */
  get role(): Role | null {
    return this.#opened?.role ?? null
  }

  /** A room that this person is in with another tab or device: offer `joinRoom(room, { takeOver: true })`. */
  get elsewhere(): RoomId | null {
    return this.#elsewhere
  }

  /** The room this client is in. After a reload, `connect()` brings it back. */
  get room(): Room | null {
    return this.#room
  }

  /** After `prepare()`, the track on which the camera of the next call will appear. */
  get nextCamera(): MediaStreamTrack | null {
    return this.#prepared?.nextCamera ?? null
  }

  /** Fetches a token and the media code ahead of the click. Opens nothing, asks for nothing, never rejects. */
  async preload(): Promise<void> {
    await this.#tryAll([this.#tokens.peek(), warmUpMedia()])
  }

  /**
   * Gets ready for a click that will probably come: the session is open, and sound and picture are connected
   * with nothing sent or received, so that entering a room takes one request. Asks for no permission. Never
   * rejects; unused, it lets go after a minute, unless it is to `stay`, as for people at work.
   */
  async prepare(options: { stay?: boolean } = {}): Promise<void> {
    this.#staysPrepared ||= options.stay ?? false
    clearTimeout(this.#idleTimer)
    if (!this.#staysPrepared) this.#idleTimer = setTimeout(() => this.#letGo(), PREPARED_MS)
    this.#preparing ??= this.#prepare().finally(() => {
      this.#preparing = null
    })
    await this.#preparing
  }

  /** Opens the session, or continues that of the page before a reload. Does nothing while open. */
  async connect(): Promise<void> {
    await this.#connection.connect()
  }

  /**
   * Asks for an advisor: opens a room for the token's product and enters it. Connects first if need be.
   * @throws {VisavisError} `already-in-room`, `forbidden`, `media-unavailable`.
   */
  requestGuidance(options: EnterOptions = {}): Promise<Room> {
    return this.#enter((params) => this.#request('guidance.request', params), options)
  }

  /**
   * Enters a room by its id; with `takeOver`, as the participant that this person has in another tab.
   * @throws {VisavisError} `not-found`, `room-full`, `room-ended`, `already-in-room`.
   */
  joinRoom(room: RoomId, options: EnterOptions & { takeOver?: boolean } = {}): Promise<Room> {
    const { takeOver = false } = options
    return this.#enter(
      (params) => this.#request('room.join', { room, takeOver, ...params }),
      options,
    )
  }

  /** Whether a call started now would be answered. Over HTTP: needs no connection. */
  async availability(): Promise<Availability> {
    return fetchAvailability(await this.#tokens.peek())
  }

  /** Says goodbye: leaves the room and ends the session. `connect()` may start another. */
  async close(): Promise<void> {
    clearTimeout(this.#idleTimer)
    this.#staysPrepared = false
    this.#endRoom('left')
    this.#forgetSession()
    await this.#connection.close()
    this.#stopSaving()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Work ahead of time: what fails is tried again, and reported, when it is needed. */
  async #tryAll(work: readonly Promise<unknown>[]): Promise<void> {
    for (const result of await Promise.allSettled(work)) {
      if (result.status === 'rejected')
        this.#logger.info('not ready ahead of time', { error: String(result.reason) })
    }
  }

  /** Ends a session that was opened ahead of a click that did not come. */
  #letGo(): void {
    if (this.#room || this.#entering) return
    this.#forgetSession()
    void this.#connection.close()
  }

  #createConnection(openWire: OpenWire): Connection {
    const connection = new Connection({
      tokens: this.#tokens,
      openWire,
      logger: this.#logger,
      resume: () => this.#resume(),
      onResumeRefused: () => this.#forgetSession(),
      onRevived: () => this.#room?.goOn(),
      onSocket: () => this.#timing.mark('socket'),
      onOpened: (opened) => this.#onOpened(opened),
      onNotification: (notification) => this.#onNotification(notification),
    })
    connection.on('state', (state) => {
      if (state.name === 'reconnecting') this.#room?.pause()
      this.emit('state', state)
      if (state.name === 'open') this.#keepPrepared()
    })
    connection.on('error', (error) => this.emit('error', error))
    connection.on('ended', (reason) => this.#onEnded(reason))
    return connection
  }

  /** Enters a room unless there is one; the media code is loaded meanwhile. */
  #enter(ask: Ask, { tracks = {} }: EnterOptions): Promise<Room> {
    if (this.#entering || this.#room) {
      stopAll(tracks)
      return Promise.reject(new VisavisError('already-in-room'))
    }
    this.#early = []
    this.#timing.start()
    const entering = this.#askAndEnter(ask, tracks).finally(() => {
      this.#entering = null
      if (!this.#room) this.#early = []
    })
    this.#entering = entering
    return entering
  }

  async #askAndEnter(ask: Ask, tracks: SourceTracks): Promise<Room> {
    try {
      // Nothing is waited for while the session is open: the request goes out before anything is drawn.
      if (this.state.name !== 'open') await this.connect()
      // A reload's room, brought back by connecting.
      const room = this.#room ?? (await this.#ask(ask, tracks))
      for (const [source, track] of entriesOf(tracks)) {
        if (room.localTracks.has(source)) track.stop()
        else room.publish(source, track).catch((error: unknown) => this.#notePublishing(error))
      }
      return room
    } catch (error) {
      stopAll(tracks)
      // What was prepared may be gone with the attempt.
      this.#dropPrepared()
      this.#keepPrepared()
      throw error
    }
  }

  async #ask(ask: Ask, tracks: SourceTracks): Promise<Room> {
    const announce = (this.#prepared?.stage(tracks) ?? []).map((track) => ({ track }))
    // While the media stack is still loading the room is asked for without, and media as soon as it is there.
    const rtpCapabilities = this.#prepared ? null : this.#rtpCapabilities
    try {
      return this.#useEntry(
        await ask({
          ...(rtpCapabilities && { rtpCapabilities }),
          ...(announce.length > 0 && { announce }),
        }),
      )
    } catch (error) {
      const isLost =
        error instanceof VisavisError && ['media-unavailable', 'not-found'].includes(error.code)
      if (isLost && announce.length > 0) {
        this.#dropPrepared()
        return this.#ask(ask, tracks)
      }
      if (!(error instanceof ConnectError) || error.reason !== 'connection-lost') throw error
      // The request may have taken effect: then the reopened session is in the room.
      await this.connect()
      if (this.#room) return this.#room
      // It is still in the one that we left, so it has not.
      if (this.#opened?.entry?.room === this.#left) return this.#ask(ask, tracks)
      throw error
    }
  }

  #resume(): Resume | null {
    const saved = this.#saved
    if (saved) {
      const { session, secret, rtpCapabilities } = saved
      return { session, secret, seq: 0, ...(rtpCapabilities && { rtpCapabilities }) }
    }
    return (
      this.#opened && {
        ...this.#opened.resume,
        seq: this.#room?.state.seq ?? 0,
        knowsCapabilities: this.#rtpCapabilities !== null,
      }
    )
  }

  #onOpened(opened: Opened): void {
    const saved = this.#saved
    this.#saved = null
    if (this.#opened && this.#opened.session !== opened.session) this.#dropPrepared()
    this.#opened = opened
    this.#timing.mark('authenticated')
    this.#elsewhere = opened.elsewhere?.room ?? null
    this.#loadKit(opened)
    void this.queue.restore()
    if (this.#room) this.#continueRoom(this.#room, opened)
    else if (opened.entry) this.#restoreRoom(opened.entry, saved)
  }

  #loadKit({ rtpCapabilities }: Opened): void {
    if (this.#rtpCapabilities) return
    this.#kit = MediaKit.load(rtpCapabilities).catch((error: unknown) => {
      this.#logger.warn('no media in this browser', { error: String(error) })
      return null
    })
    void this.#kit.then((kit) => {
      this.#rtpCapabilities = kit?.rtpCapabilities ?? null
    })
  }

  #continueRoom(room: Room, opened: Opened): void {
    if (opened.entry?.participant === room.participant) room.resume(opened.entry)
    // Our place is still kept, only the proof was lost on its way.
    else if (opened.elsewhere?.room === room.id) void this.#takeBack(room)
    else this.#endRoom('lost')
  }

  async #takeBack(room: Room): Promise<void> {
    try {
      const kit = await this.#kit
      const entry = await this.#request('room.join', {
        room: room.id,
        takeOver: true,
        ...(kit && { rtpCapabilities: kit.rtpCapabilities }),
      })
      if (entry.participant !== room.participant) throw new VisavisError('not-in-room')
      this.#elsewhere = null
      room.resume(entry)
    } catch (error) {
      this.#logger.info('room not taken back', { error: String(error) })
      if (error instanceof VisavisError) this.#endRoom('lost')
    }
  }

  /** The session is in a room that this page does not know: after a reload, or by a request whose answer was lost. */
  #restoreRoom(entry: RoomEntry, saved: Saved | null): void {
    if (!saved && (!this.#entering || entry.room === this.#left)) {
      // We left while the connection was away.
      this.#request('room.leave', {})
        .then(() => this.#noteLeft(entry.room))
        .catch(() => {})
      return
    }
    const room = this.#useEntry(entry)
    if (saved) room.restoreOutbox(saved.outbox)
  }

  #useEntry(entry: RoomEntry): Room {
    const media = (entry.media?.prepared && this.#prepared) || this.#createMedia()
    if (media === this.#prepared) this.#prepared = null
    this.#dropPrepared()
    const room = new Room(
      {
        request: this.#request,
        tell: (method, params) => this.#connection.tell(method, params),
        media,
        timing: this.#timing,
        logger: this.#logger,
        onRoundTrip: (networkMs) => this.#connection.noteRoundTrip(networkMs),
        onLeft: () => this.#noteLeft(entry.room),
      },
      entry,
    )
    this.#timing.mark('join')
    this.#room = room
    this.#elsewhere = null
    this.#left = null
    room.on('ended', (reason) => {
      if (reason === 'left') this.#left = room.id
      this.#forgetRoom(room)
    })
    const early = this.#early
    this.#early = []
    for (const notification of early) room.receive(notification)
    if (room.ended) this.#forgetRoom(room)
    else this.emit('room', room)
    return room
  }

  /** A call may need it; its beginning does not. Never rejects. */
  async #loadRecovery(): Promise<Recovery | null> {
    this.#recovery ??= fetchRecovery()
    try {
      const recovery = await this.#recovery
      this.#connection.useCare(recovery.SocketCare)
      return recovery
    } catch (error) {
      this.#logger.info('recovery not loaded', { error: String(error) })
      this.#recovery = null
      return null
    }
  }

  #noteLeft(room: RoomId): void {
    if (this.#left === room) this.#left = null
  }

  #forgetRoom(room: Room): void {
    if (this.#room !== room) return
    this.#room = null
    this.emit('room', null)
    this.#keepPrepared()
  }

  #createMedia(): RoomMedia {
    return new RoomMedia({
      request: this.#request,
      kit: () => this.#kit,
      iceServers: () => this.#opened?.iceServers ?? [],
      timing: this.#timing,
      logger: this.#logger,
      recovery: () => this.#loadRecovery(),
      onDoubt: () => this.#connection.check(),
    })
  }

  async #prepare(): Promise<void> {
    const { name } = this.state
    const isAway = name === 'idle' || name === 'closed'
    await this.#tryAll(isAway ? [warmUpMedia(), this.connect()] : [])
    const kit = await this.#kit
    if (kit && !this.#prepared && !this.#room && !this.#entering) await this.#prepareMedia(kit)
  }

  /** Connects sound and picture for the room to come. Without them that takes a little longer. */
  async #prepareMedia({ rtpCapabilities }: MediaKit): Promise<void> {
    const session = this.#opened?.session
    try {
      const offer = await this.#request('media.prepare', { rtpCapabilities })
      if (this.#room || this.#opened?.session !== session) return
      // At once: the answer to a request made meanwhile may count on it.
      this.#prepared = this.#createMedia()
      await this.#prepared.prepare(offer)
    } catch (error) {
      this.#logger.info('media not prepared', { error: String(error) })
    }
  }

  /** For people at work: ready again after each call, and after each loss. */
  #keepPrepared(): void {
    if (this.#staysPrepared) void this.#loadRecovery()
    if (this.#staysPrepared && !this.#room && this.state.name === 'open') void this.prepare()
  }

  #dropPrepared(): void {
    this.#prepared?.close()
    this.#prepared = null
  }

  #notePublishing(error: unknown): void {
    this.#logger.warn('track not published', { error: String(error) })
  }

  #onNotification(notification: Notification): void {
    if (notification.method === 'queue.changed') this.queue.update(notification.params.tickets)
    else if (this.#room) this.#room.receive(notification)
    else if (notification.method === 'media.lost' && !this.#entering) this.#onPreparedLost()
    // It may overtake the answer that brings the room.
    else if (this.#early.length < EARLY_LIMIT) this.#early.push(notification)
  }

  #onPreparedLost(): void {
    this.#dropPrepared()
    this.#keepPrepared()
  }

  #onEnded(reason: ReconnectReason): void {
    this.#endRoom(reason === 'taken-over' ? 'taken-over' : 'lost')
    this.#forgetSession()
    this.emit('closed', reason)
  }

  #endRoom(reason: RoomEnd): void {
    this.#room?.end(reason)
  }

  #forgetSession(): void {
    this.#dropPrepared()
    this.#opened = null
    this.#saved = null
  }

  #toSave(): Saved | null {
    if (this.#saved) return this.#saved
    if (!this.#opened) return null
    const outbox = this.#room?.outbox.filter(({ status }) => status === 'sending') ?? []
    return {
      ...this.#opened.resume,
      rtpCapabilities: this.#rtpCapabilities,
      outbox: outbox.map(({ id, text }) => ({ id, text })),
    }
  }
}

async function fetchRecovery(): Promise<Recovery> {
  await wait(RECOVERY_AFTER_MS)
  return import('./recovery/index.ts')
}

function stopAll(tracks: SourceTracks): void {
  for (const [, track] of entriesOf(tracks)) track.stop()
}

/** Storage may be forbidden to a page in a frame; then a reload starts anew. */
function sessionStorageOrNull(): Storage | null {
  try {
    return sessionStorage
  } catch {
    return null
  }
}
