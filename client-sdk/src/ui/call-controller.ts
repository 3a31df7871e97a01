import type { RoomId, TrackId } from '@visavis/protocol/browser'
import type { VisavisClient } from '../client.ts'
import { AudioPlayer } from '../devices/audio-player.ts'
import { Devices } from '../devices/devices.ts'
import { Emitter } from '../emitter.ts'
import { DeviceError } from '../errors.ts'
import type { Room } from '../room/room.ts'
import type { RoomEnd } from '../room/room-events.ts'
import type { RemoteTrack, SourceTracks } from '../tracks.ts'
import type { Still } from '../weak/network-state.ts'
import type { CallAction } from './call-actions.ts'
import { CallRecording } from './call-recording.ts'
import { type CallView, EMPTY_CALL, type OwnScreen } from './call-view.ts'
import { type DeviceChoices, NO_DEVICES } from './device-picker.ts'
import { DrawnPictures } from './drawn-pictures.ts'
import { NextFrame } from './next-frame.ts'
import { OwnMedia } from './own-media.ts'
import { PatientConnection } from './patient-connection.ts'
import { roomView } from './room-view.ts'
import { ServerClock } from './server-clock.ts'
import { WhoseLoss } from './whose-loss.ts'

/** Until then the first picture of a call is there; nobody has said a word. */
const SOUND_AFTER_MS = 120

interface CallControllerEvents {
  changed: CallView
  devices: DeviceChoices
  /** The call is over; `durationMs` is 0 if the two never met. */
  ended: { readonly reason: RoomEnd; readonly durationMs: number }
}

/**
 * Brings a client's room, one's own devices and the sound together into one `view` that the parts draw.
 * Owns devices and sound; the room stays the client's.
 */
export class CallController extends Emitter<CallControllerEvents> {
  readonly #client: VisavisClient
  readonly #devices = new Devices()
  readonly #own: OwnMedia
  readonly #player = new AudioPlayer()
  readonly #drawn = new DrawnPictures()
  #room: Room | null = null
  readonly #stills = new Map<TrackId, Blob>()
  readonly #unmasked = new Map<string, string>()
  #lastRoom: RoomId | null = null
  #stopListening: (() => void)[] = []
  #clock = new ServerClock()
  readonly #recording = new CallRecording(() => this.#refresh())
  readonly #loss = new WhoseLoss()
  readonly #patience = new PatientConnection({ onDue: () => this.#refresh() })
  #screen: OwnScreen = { state: 'off' }
  #isPictureStill = false
  #view: CallView = EMPTY_CALL
  #choices: DeviceChoices = NO_DEVICES
  #isClosed = false
  readonly #drawing = new NextFrame(() => {
    this.#view = this.#look()
    this.emit('changed', this.#view)
  })

  constructor(options: { client: VisavisClient }) {
    super()
    this.#client = options.client
    this.#own = new OwnMedia({ devices: this.#devices })
    this.#own.on('changed', () => this.#refresh())
    this.#player.on('blocked', () => this.#refresh())
    this.#player.on('started', () => this.#refresh())
    this.#devices.on('changed', () => this.#listDevices())
    // A player that waits for the next camera keeps it.
    this.#view = this.#look()
  }

  get view(): CallView {
    return this.#view
  }

  get choices(): DeviceChoices {
    return this.#choices
  }

  get room(): Room | null {
    return this.#room
  }

  /** The room that is, or was last, followed. */
  get lastRoom(): RoomId | null {
    return this.#lastRoom
  }

  /** Asks for camera and microphone. Never rejects: a refusal shows in the view. */
  async openDevices(): Promise<void> {
    await this.#own.open()
    this.#listDevices()
  }

  /** Gives camera and microphone back until they are opened again. */
  closeDevices(): void {
    this.#own.release()
  }

  /** Copies of one's own open devices, to enter a room with. */
  ownTracks(): SourceTracks {
    return this.#own.lend()
  }

  /** Follows a room from now on. What devices are open are published at once. */
  enter(room: Room): void {
    if (this.#isClosed) return
    this.leaveQuietly()
    this.#room = room
    this.#lastRoom = room.id
    this.#own.attach(room)
    for (const remote of room.remoteTracks.values()) this.#playSoon(room, remote)
    this.#stopListening = [
      this.#client.on('state', ({ name }) => {
        this.#loss.observe(name)
        this.#refresh()
      }),
      room.on('state', () => this.#followLog(room)),
      room.on('outbox', () => this.#refresh()),
      room.on('connection', () => this.#refresh()),
      room.on('network', () => this.#refresh()),
      room.on('still', (still) => this.#noteStill(still)),
      room.on('track', (remote) => this.#playSoon(room, remote)),
      room.on('track', () => this.#drawn.tell(room)),
      room.on('track', () => this.#refresh()),
      room.on('track-removed', ({ track }) => this.#player.remove(track)),
      room.on('track-removed', () => this.#refresh()),
      room.on('local-track', () => this.#noteScreen()),
      room.on('local-track-removed', () => this.#noteScreen()),
      room.on('ended', (reason) => this.#finish(reason)),
    ]
    this.#clock = new ServerClock()
    this.#drawn.clear()
    this.#followLog(room)
    if (room.ended) this.#finish(room.ended)
  }

  /** Lets go of the room without leaving it; devices stay open for the next. */
  leaveQuietly(): void {
    for (const stop of this.#stopListening) stop()
    this.#stopListening = []
    for (const remote of this.#room?.remoteTracks.values() ?? []) this.#player.remove(remote.track)
    this.#own.detach()
    this.#room = null
    this.#patience.clear()
    this.#stills.clear()
    this.#recording.clear()
    this.#unmasked.clear()
    this.#screen = { state: 'off' }
    this.#isPictureStill = false
  }

  async act(action: CallAction): Promise<void> {
    switch (action.type) {
      case 'toggle-microphone':
        return this.#own.toggle('microphone')
      case 'toggle-camera':
        return this.#own.toggle('camera')
      case 'toggle-screen':
        return this.#toggleScreen()
      case 'dismiss-share-error':
        return this.#setScreen({ state: 'off' })
      case 'start-audio':
        return this.#player.start()
      case 'retry-devices':
        return this.openDevices()
      case 'select-device':
        await this.#own.select(action.kind, action.id)
        return this.#listDevices()
      case 'post':
        return this.#post(action.text)
      case 'retry-message':
        return this.#retryMessage(action.id)
      case 'unmask':
        return this.#unmask(action.id)
      case 'hang-up':
        return this.#room?.leave()
      case 'toggle-devices':
        return this.#listDevices()
      case 'picture-shown':
        return this.#room?.noteFirstFrame()
      case 'picture-drawn':
        return this.#drawn.note(action.source, action.picture, this.#room)
      case 'picture-still':
        this.#isPictureStill = action.isStill
        return this.#refresh()
      case 'toggle-chat':
        return
      case 'read-notice':
      case 'consent-accept':
      case 'consent-decline':
      case 'consent-withdraw':
      case 'consent-receipt':
      case 'record-start':
      case 'record-pause':
      case 'record-resume':
      case 'record-stop':
        if (this.#room) await this.#recording.act(action, this.#room)
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.leaveQuietly()
    this.#own.close()
    this.#player.close()
    this.#drawing.close()
    this.#devices.close()
    this.removeListeners()
  }

  /** Opening the speaker stalls the page for a moment, in which the first picture would come. */
  #playSoon(room: Room, { id, track }: RemoteTrack): void {
    setTimeout(() => {
      if (this.#room === room && room.remoteTracks.has(id)) this.#player.add(track)
    }, SOUND_AFTER_MS)
  }

  #followLog(room: Room): void {
    this.#clock.observe(room.state.at)
    this.#refresh()
  }

  /** What happens together is drawn together. */
  #refresh(): void {
    if (!this.#isClosed) this.#drawing.request()
  }

  #look(): CallView {
    const view = roomView({
      room: this.#room,
      client: this.#client.state,
      isOffline: !navigator.onLine,
      nextCamera: this.#client.nextCamera,
      stills: this.#stills,
      camera: this.#own.camera,
      microphone: this.#own.microphone,
      screen: this.#screen,
      isSoundBlocked: this.#player.blocked,
      isPictureStill: this.#isPictureStill,
      unmasked: this.#unmasked,
      recording: {
        canControl: this.#client.role === 'advisor',
        isBusy: this.#recording.isBusy,
        notice: this.#recording.notice,
        receipt: this.#recording.receipt,
      },
      toLocal: this.#clock.toLocal,
    })
    return { ...view, connection: this.#patience.show(view.connection) }
  }

  #finish(reason: RoomEnd): void {
    // What the log said last: how the other side left is told with the end.
    this.#view = this.#look()
    this.emit('changed', this.#view)
    const { startedAt } = this.#view
    const durationMs = startedAt === null ? 0 : Math.max(1, Date.now() - startedAt)
    this.leaveQuietly()
    this.emit('ended', { reason: this.#loss.explain(reason), durationMs })
    // What is shown between calls is no longer that of the last one.
    this.#refresh()
  }

  async #toggleScreen(): Promise<void> {
    const room = this.#room
    if (!room) return
    if (this.#screen.state === 'on') return room.unpublish('screen')
    try {
      await room.share()
    } catch (error) {
      // Closing the browser's chooser is a decision, not a failure.
      const isCancelled = DeviceError.from(error).reason === 'permission-denied'
      this.#setScreen({ state: isCancelled ? 'off' : 'failed' })
    }
  }

  #noteStill({ track, image }: Still): void {
    if (image) this.#stills.set(track, image)
    else this.#stills.delete(track)
    this.#refresh()
  }

  #noteScreen(): void {
    const track = this.#room?.localTracks.get('screen')?.track
    this.#setScreen(track ? { state: 'on', track } : { state: 'off' })
  }

  #setScreen(screen: OwnScreen): void {
    this.#screen = screen
    this.#refresh()
  }

  /** A refusal shows in the outbox, beside the message. */
  async #post(text: string): Promise<void> {
    await this.#room?.post(text).catch(() => undefined)
  }

  /** Whoever may not sees the stars still. */
  async #unmask(id: string): Promise<void> {
    const message = this.#room?.state.messages.find((one) => one.id === id)
    const text = message && (await this.#room?.unmask(message.id).catch(() => null))
    if (typeof text !== 'string') return
    this.#unmasked.set(id, text)
    this.#refresh()
  }

  async #retryMessage(id: string): Promise<void> {
    const failed = this.#room?.outbox.find((message) => message.id === id)
    if (!failed) return
    this.#room?.discard(failed.id)
    await this.#post(failed.text)
  }

  #listDevices(): void {
    this.#devices.list().then(
      (devices) => {
        this.#choices = {
          cameras: devices.filter(({ kind }) => kind === 'camera'),
          microphones: devices.filter(({ kind }) => kind === 'microphone'),
          camera: this.#own.deviceIdOf('camera'),
          microphone: this.#own.deviceIdOf('microphone'),
        }
        this.emit('devices', this.#choices)
      },
      () => undefined,
    )
  }
}
