import { setTimeout as delay } from 'node:timers/promises'
import { type RoomId, type TenantId, VisavisError, type WantedRecording } from '@visavis/protocol'
import { GATE } from '../gate/packet-gate.ts'
import type { RecordingLife } from '../life/recording-life.ts'
import { localTime } from '../local-time.ts'
import type { SocketNotification } from '../signaling/frames.ts'
import { type RecorderToken, SignalingSocket } from '../signaling/signaling-socket.ts'
import { demandSpace } from '../spool/free-space.ts'
import type { RecorderParts } from './recorder.ts'
import { recorderCapabilities } from './recorder-capabilities.ts'
import { RoomRecording } from './room-recording.ts'
import { tenantOf } from './tenant-of.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** Before a token ends. */
const RENEW_MS = 60_000
const SPACE_MS = 2_000
/** Between two tries of what could not be had. Others may have it meanwhile. */
const AGAIN_MS = 2_000

/** Gives a token of role `recorder` for one tenant. */
export type TokenSource = () => Promise<RecorderToken>

/** Records for one tenant: stays connected, takes what is wanted, asks for the heads of what it has. */
export class TenantRecorder implements AsyncDisposable {
  readonly #parts: RecorderParts
  readonly #tokens: TokenSource
  readonly #abort = new AbortController()
  readonly #recordings = new Map<RoomId, RoomRecording>()
  /** To take a recording, and the pause after one that failed. */
  readonly #attempts = new Map<RoomId, Promise<void>>()
  readonly #running: Promise<void>
  #socket: SignalingSocket | undefined
  #tenant: TenantId | undefined

  constructor(parts: RecorderParts, tokens: TokenSource) {
    this.#parts = parts
    this.#tokens = tokens
    this.#running = this.#run()
  }

  get recordings(): number {
    return this.#recordings.size
  }

  /** Deletes what has been kept for long enough, as far as signaling lets it. */
  async sweep(life: RecordingLife): Promise<void> {
    const socket = this.#socket
    if (!socket || !this.#tenant) return
    await life.sweep(this.#tenant, async (recording) => {
      const { deletion } = await socket.call('recorder.expire', { recording })
      return deletion
    })
  }

  /** Ends what is recorded, with all that is held of it, and lets another recorder take it. */
  async close(): Promise<void> {
    this.#abort.abort()
    const recordings = [...this.#recordings.values()]
    await Promise.all(recordings.map((recording) => recording.end('recorder-lost')))
    this.#socket?.close()
    await this.#running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #run(): Promise<void> {
    let waitMs = FIRST_WAIT_MS
    while (!this.#abort.signal.aborted) {
      const began = localTime()
      try {
        await this.#serve()
      } catch (err) {
        this.#parts.logger.warn({ err }, 'signaling cannot be reached')
      }
      if (localTime() - began > LONGEST_WAIT_MS) waitMs = FIRST_WAIT_MS
      if (this.#abort.signal.aborted) return
      await sleep(waitMs * (0.5 + Math.random()), this.#abort.signal)
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
    }
  }

  /** One socket, from its opening to its end. */
  async #serve(): Promise<void> {
    const token = await this.#tokens()
    const tenant = tenantOf(token.token)
    using socket = await SignalingSocket.open(token, {
      onNotification: (notification) => this.#follow(notification, take),
    })
    if (this.#abort.signal.aborted) return
    this.#socket = socket
    this.#tenant = tenant
    const take = (wanted: WantedRecording) => {
      this.#take(socket, tenant, wanted).catch((err) => {
        const isTaken = err instanceof VisavisError && err.code === 'recording-taken'
        if (!isTaken)
          this.#parts.logger.warn({ err, room: wanted.room }, 'taking a recording failed')
      })
    }
    const timers = [
      setInterval(() => this.#askForHeads(socket), GATE.confirmEveryMs),
      setInterval(() => this.#watchSpace(), SPACE_MS),
    ]
    const ended = new AbortController()
    void this.#keepRenewed(socket, token.expiresAt, ended.signal)
    try {
      const { recordings } = await socket.call('recorder.watch', {})
      for (const wanted of recordings) take(wanted)
      await socket.closed
    } finally {
      this.#socket = undefined
      ended.abort()
      for (const timer of timers) clearInterval(timer)
      for (const recording of this.#recordings.values()) recording.end('media-lost')
    }
  }

  #follow(notification: SocketNotification, take: (wanted: WantedRecording) => void): void {
    if (notification.method === 'recorder.wanted') {
      for (const wanted of notification.params.recordings) take(wanted)
      return
    }
    const recording = this.#recordings.get(notification.params.room)
    if (!recording) return
    switch (notification.method) {
      case 'room.events':
        recording.onEvents(notification.params.events)
        break
      case 'recorder.offered':
        this.#watch(recording.offered(notification.params.subscriptions))
        break
      case 'recorder.withdrawn':
        this.#watch(recording.withdrawn(notification.params.subscriptions))
        break
      case 'recorder.media-lost':
        this.#watch(recording.mediaLost())
        break
      default:
        notification satisfies never
    }
  }

  async #take(socket: SignalingSocket, tenant: TenantId, wanted: WantedRecording): Promise<void> {
    const { name } = this.#parts
    const { room } = wanted
    if (this.#abort.signal.aborted) return
    if (wanted.recorder !== undefined && wanted.recorder !== name) return
    // One at a time, however many ask.
    for (let busy = this.#busy(room); busy; busy = this.#busy(room)) await busy
    if (this.#abort.signal.aborted) return
    const attempt = this.#claim(socket, tenant, wanted)
    this.#attempts.set(room, this.#settle(room, attempt))
    await attempt
  }

  #busy(room: RoomId): Promise<void> | undefined {
    return this.#attempts.get(room) ?? this.#recordings.get(room)?.done
  }

  /** Others may be luckier at once, this one may try again after a while. */
  async #settle(room: RoomId, attempt: Promise<void>): Promise<void> {
    try {
      await attempt
    } catch (error) {
      const isTaken = error instanceof VisavisError && error.code === 'recording-taken'
      if (!isTaken) await sleep(AGAIN_MS, this.#abort.signal)
    } finally {
      this.#attempts.delete(room)
    }
  }

  async #claim(socket: SignalingSocket, tenant: TenantId, wanted: WantedRecording): Promise<void> {
    const { name, keys, logger, address, ports, spool } = this.#parts
    const { room, recording: id } = wanted
    await demandSpace(spool)
    const recording = await RoomRecording.claim({
      ...{ tenant, wanted, recorder: name, address, ports, keys, logger },
      rtpCapabilities: recorderCapabilities(socket.rtpCapabilities),
      call: (method, params) => socket.call(method, params),
      createTake: (terms) =>
        this.#parts.createTake({ tenant, room, recording: id, recorder: name, ...terms }),
    })
    this.#recordings.set(room, recording)
    recording.done.then(() => this.#recordings.delete(room))
    logger.info({ room, recording: id }, 'recording taken')
    try {
      await recording.open()
    } catch (error) {
      // Whoever can have media may take it.
      await recording.end('recorder-lost')
      throw error
    }
  }

  #askForHeads(socket: SignalingSocket): void {
    const rooms = [...this.#recordings.keys()]
    if (rooms.length === 0) return
    const askedAt = localTime()
    const asked = socket.call('recorder.heads', { rooms }).then(({ now, heads }) => {
      const answeredAt = localTime()
      for (const { room, head } of heads) {
        this.#recordings.get(room)?.onHead({ askedAt, answeredAt, serverNow: now, head })
      }
    })
    // Without an answer nothing passes.
    asked.catch(() => {})
  }

  #watchSpace(): void {
    if (this.#recordings.size === 0) return
    demandSpace(this.#parts.spool).catch((error) => {
      for (const recording of this.#recordings.values()) recording.fail(error)
    })
  }

  /** A session whose token ran out is closed: each is followed by another in time. */
  async #keepRenewed(
    socket: SignalingSocket,
    firstExpiresAt: number,
    ended: AbortSignal,
  ): Promise<void> {
    let expiresAt = firstExpiresAt
    for (;;) {
      await sleep(Math.max(AGAIN_MS, expiresAt - Date.now() - RENEW_MS), ended)
      if (ended.aborted) return
      try {
        const next = await this.#tokens()
        await socket.renew(next.token)
        expiresAt = next.expiresAt
      } catch (err) {
        this.#parts.logger.warn({ err }, 'a token could not be renewed')
      }
    }
  }

  #watch(work: Promise<void>): void {
    work.catch((err) => this.#parts.logger.warn({ err }, 'signaling refused'))
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => {})
}
