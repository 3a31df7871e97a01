import type { Devices } from '../devices/devices.ts'
import { PageSight } from '../devices/page-sight.ts'
import { Emitter } from '../emitter.ts'
import { DeviceError } from '../errors.ts'
import type { Room } from '../room/room.ts'
import type { OwnDevice } from './call-view.ts'
import { firstPicture } from './first-picture.ts'
import { type OpenResult, type OwnKind, openPair } from './open-pair.ts'

const KINDS = ['camera', 'microphone'] as const

/** How long a device that the system silenced in the background may take to come back by itself. */
const SILENCED_MS = 1_500

/** Remembers through a reload what was switched off: nobody is shown or heard unawares. */
const STORAGE_KEY = 'visavis.off.'

/**
 * One's own camera and microphone through a call: opened with one prompt, published as soon as both
 * track and room are there, muted, exchanged, and given back.
 */
export class OwnMedia extends Emitter<{ changed: undefined }> {
  readonly #devices: Devices
  readonly #storage: Storage
  readonly #tracks = new Map<OwnKind, MediaStreamTrack>()
  readonly #states: Record<OwnKind, OwnDevice> = {
    camera: { state: 'off' },
    microphone: { state: 'off' },
  }
  #attached: Room | null = null
  /** The attached room, once it is its turn. */
  #room: Room | null = null
  /** What of ours the room was given a copy of. */
  readonly #published = new Map<OwnKind, MediaStreamTrack>()
  /** What was handed over for the room that is being entered. */
  #lent = new Map<OwnKind, MediaStreamTrack>()
  readonly #publishing: Record<OwnKind, Promise<void>> = {
    camera: Promise.resolve(),
    microphone: Promise.resolve(),
  }
  readonly #sight = new PageSight(() => this.#recover())
  /** What was on when the system took it in the background. */
  readonly #taken = new Set<OwnKind>()
  #isClosed = false

  constructor(options: { devices: Devices; storage?: Storage }) {
    super()
    this.#devices = options.devices
    this.#storage = options.storage ?? sessionStorage
  }

  get camera(): OwnDevice {
    return this.#states.camera
  }

  get microphone(): OwnDevice {
    return this.#states.microphone
  }

  /** Asks for what is not open yet and was not switched off. Failures become states. */
  async open(): Promise<void> {
    const wanted = KINDS.filter((kind) => this.#isOpenable(kind))
    for (const kind of wanted) this.#set(kind, { state: 'asking' })
    const results = await openPair(this.#devices, wanted)
    for (const kind of wanted) this.#takeAsked(kind, results[kind])
  }

  /** Copies of what is on, for a room that is being entered: sent from its first moment. */
  lend(): Partial<Record<OwnKind, MediaStreamTrack>> {
    const on = KINDS.flatMap((kind) => {
      const own = this.#states[kind]
      return own.state === 'on' ? [[kind, own.track] as const] : []
    })
    this.#lent = new Map(on)
    return Object.fromEntries(on.map(([kind, track]) => [kind, track.clone()]))
  }

  /**
   * Publishes to this room from now on. A shopper's picture follows the advisor's: sent at the same time, it
   * would slow down the one that is waited for.
   */
  attach(room: Room): void {
    this.#attached = room
    this.#room = null
    const isShopper = room.state.participants[room.participant]?.role === 'shopper'
    if (isShopper) void firstPicture(room).then(() => this.#start(room))
    else this.#start(room)
  }

  detach(): void {
    this.#attached = null
    this.#room = null
  }

  /** Gives the devices back until they are opened again: the call goes on elsewhere. What is muted stays so. */
  release(): void {
    this.detach()
    for (const track of this.#tracks.values()) track.stop()
    this.#tracks.clear()
    for (const kind of KINDS) {
      if (['on', 'asking'].includes(this.#states[kind].state)) this.#set(kind, { state: 'off' })
    }
  }

  async toggle(kind: OwnKind): Promise<void> {
    const { state } = this.#states[kind]
    if (state === 'asking') return
    if (state === 'on') return this.#switchOff(kind)
    this.#storage.removeItem(STORAGE_KEY + kind)
    const track = this.#tracks.get(kind)
    if (track?.readyState === 'live') return this.#switchOn(kind, track)
    await this.#ask(kind)
  }

  /** What is off by the time that the device is open stays off. */
  async select(kind: OwnKind, deviceId: string): Promise<void> {
    this.#take(kind, await this.#devices.open(kind, deviceId).catch(DeviceError.from))
  }

  deviceIdOf(kind: OwnKind): string | null {
    return this.#tracks.get(kind)?.getSettings().deviceId ?? this.#devices.preferred(kind) ?? null
  }

  /** Gives the devices back. */
  close(): void {
    this.#isClosed = true
    this.#sight.close()
    this.release()
    this.removeListeners()
  }

  #start(room: Room): void {
    if (this.#attached !== room) return
    this.#room = room
    this.#published.clear()
    for (const [kind, track] of this.#lent) this.#published.set(kind, track)
    this.#lent.clear()
    for (const kind of KINDS) this.#publish(kind)
  }

  #isOpenable(kind: OwnKind): boolean {
    if (this.#storage.getItem(STORAGE_KEY + kind) !== null) this.#states[kind] = { state: 'muted' }
    return ['off', 'failed'].includes(this.#states[kind].state)
  }

  #take(kind: OwnKind, opened: OpenResult | undefined): void {
    if (opened instanceof MediaStreamTrack) {
      this.#adopt(kind, opened)
      return
    }
    this.#set(kind, { state: 'failed', trouble: opened?.reason ?? 'device-not-found' })
    this.#publish(kind)
  }

  #adopt(kind: OwnKind, track: MediaStreamTrack): void {
    if (this.#isClosed) {
      track.stop()
      return
    }
    this.#tracks.get(kind)?.stop()
    this.#tracks.set(kind, track)
    track.addEventListener('ended', () => this.#noteEnded(kind, track))
    if (this.#states[kind].state === 'muted') this.#switchOff(kind)
    else this.#switchOn(kind, track)
  }

  /** Fires when a device is unplugged or taken away, not when we stop it. */
  #noteEnded(kind: OwnKind, track: MediaStreamTrack): void {
    if (this.#tracks.get(kind) !== track || this.#states[kind].state !== 'on') return
    this.#tracks.delete(kind)
    if (this.#sight.isAway) this.#taken.add(kind)
    else if (this.#sight.isJustBack) void this.#reopen(kind)
    else this.#take(kind, new DeviceError('device-not-found'))
  }

  /** The page is seen again: what was on when it was left is on again. */
  #recover(): void {
    for (const kind of this.#taken) void this.#reopen(kind)
    this.#taken.clear()
    for (const [kind, track] of this.#tracks) {
      if (!track.muted) continue
      setTimeout(() => {
        if (track.muted && this.#tracks.get(kind) === track) void this.#reopen(kind)
      }, SILENCED_MS)
    }
  }

  async #reopen(kind: OwnKind): Promise<void> {
    if (this.#isClosed || this.#states[kind].state !== 'on') return
    await this.#ask(kind)
  }

  async #ask(kind: OwnKind): Promise<void> {
    this.#set(kind, { state: 'asking' })
    this.#takeAsked(kind, await this.#devices.open(kind).catch(DeviceError.from))
  }

  /** Another device may have been chosen meanwhile, and switched off again. */
  #takeAsked(kind: OwnKind, opened: OpenResult | undefined): void {
    if (this.#states[kind].state === 'asking') this.#take(kind, opened)
    else if (opened instanceof MediaStreamTrack) opened.stop()
  }

  #switchOn(kind: OwnKind, track: MediaStreamTrack): void {
    track.enabled = true
    this.#set(kind, { state: 'on', track })
    this.#publish(kind)
  }

  #switchOff(kind: OwnKind): void {
    const track = this.#tracks.get(kind)
    if (track) track.enabled = false
    // A camera's light goes out; a microphone stays open so that unmuting is instant.
    if (kind === 'camera') track?.stop()
    this.#storage.setItem(STORAGE_KEY + kind, '')
    this.#set(kind, { state: 'muted' })
    this.#publish(kind)
  }

  #set(kind: OwnKind, state: OwnDevice): void {
    this.#states[kind] = state
    if (!this.#isClosed) this.emit('changed', undefined)
  }

  /** One step at a time and in order, so that the last wish wins; what is off is off at once. */
  #publish(kind: OwnKind): void {
    const room = this.#room
    if (!room) return
    if (this.#states[kind].state !== 'on') setMuted(room, kind, true)
    this.#publishing[kind] = this.#publishing[kind]
      .then(() => this.#bring(room, kind))
      .catch(() => undefined)
  }

  /** Brings what is on by now to the room. */
  async #bring(room: Room, kind: OwnKind): Promise<void> {
    const own = this.#states[kind]
    if (room !== this.#room || own.state !== 'on') return
    if (this.#published.get(kind) === own.track && room.localTracks.has(kind)) {
      setMuted(room, kind, false)
    } else {
      this.#published.set(kind, own.track)
      // A copy: the room stops what it is given, and these devices outlast a call.
      await room.publish(kind, own.track.clone())
    }
  }
}

/** Holds here at once; nobody waits for the server. A room that ended meanwhile refuses: no harm. */
function setMuted(room: Room, kind: OwnKind, muted: boolean): void {
  room.setMuted(kind, muted).catch(() => undefined)
}
