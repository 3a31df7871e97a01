import { setInterval as interval } from 'node:timers/promises'
import type { PartEnd, ParticipantId, RecordedTrack, TrackId } from '@visavis/protocol'
import type { GateDecision, HeadConfirmation, HeldPacket } from '../gate/packet-gate.ts'
import { PacketGate } from '../gate/packet-gate.ts'
import type { ServerTime } from '../gate/server-clock.ts'
import { type Arrival, localTime } from '../local-time.ts'
import { MediaClock } from '../rtp/media-clock.ts'
import type { MediaPorts } from '../rtp/media-ports.ts'
import type { Endpoint } from '../rtp/port-messages.ts'
import { type Peer, Receiver } from '../rtp/receiver.ts'
import { parseRtp, type RtpPacket } from '../rtp/rtp-packet.ts'
import type { TrackFormat } from './track-format.ts'
import { type PartFolder, TrackRecorder } from './track-recorder.ts'

/**
 * How often packets are looked at. Many together cost less than each by itself: waking up is dearer than the work. More
 * delays what is on the disk when a recorder dies.
 */
const TICK_MS = 200
/** What was sealed last survives a kill. */
const FLUSH_MS = 400
/** A key frame that was asked for is held for a second before it is seen here. */
const KEY_FRAME_MS = 1_500
/** What the media node sent before a track ended is here by then. */
const SETTLE_MS = 500
/** What is held is decided on by then, or the log cannot be asked. */
const CLOSE_MS = 2_000
/** Somebody waits for the end. */
const CLOSE_LOOK_MS = 50

/** Why somebody's media might not be recorded when it arrived: a pause, a consent that is missing. */
type ReasonOf = (participant: ParticipantId, arrived: ServerTime) => PartEnd

export interface IntakeTrack {
  readonly track: RecordedTrack
  readonly format: TrackFormat
  readonly folder: PartFolder
}

interface ReceivedPacket extends HeldPacket {
  readonly rtp: RtpPacket
}

interface Entry {
  readonly key: string
  readonly recorder: TrackRecorder
  readonly ssrc: number
  askedAt: number
  /** What arrives after it does not count; what is held is still decided. */
  ending: { readonly because: PartEnd; readonly at: number } | undefined
  /** When the media node's last packet came, kept or not. */
  lastAt: number | undefined
}

/** A track that nothing more comes from. */
export interface EndedTrack {
  readonly track: TrackId
  readonly because: PartEnd
  /** By signaling's clock; absent where there was none. */
  readonly lastPacketAt?: number
}

/** All media of one room, from its port through the gate into parts. */
export class Intake implements AsyncDisposable {
  readonly #gate = new PacketGate<ReceivedPacket>()
  /** Came since the last look. */
  #received: { readonly data: Buffer; readonly arrived: Arrival }[] = []
  readonly #clock = new MediaClock()
  readonly #bySsrc = new Map<number, Entry>()
  readonly #byTrack = new Map<string, Entry>()
  readonly #ended = new Set<Promise<void>>()
  readonly #reasonOf: ReasonOf
  readonly #onEnded: (ended: EndedTrack) => void
  readonly #timer: NodeJS.Timeout
  #receiver!: Receiver
  #flushedAt = 0
  #closing: Promise<void> | undefined

  static async open(options: {
    ports: MediaPorts
    address: string
    reasonOf?: ReasonOf
    onEnded?: (ended: EndedTrack) => void
    onLost?: (error: Error) => void
  }): Promise<Intake> {
    const intake = new Intake(options.reasonOf ?? (() => 'consent'), options.onEnded ?? (() => {}))
    try {
      intake.#receiver = await Receiver.open(options.ports, options.address, {
        onPacket: (data, arrived) => intake.#received.push({ data, arrived }),
        onReport: (report, { latest }) => intake.#clock.report(report, latest),
        onLost: (error) => options.onLost?.(error),
      })
      return intake
    } catch (error) {
      clearInterval(intake.#timer)
      throw error
    }
  }

  private constructor(reasonOf: ReasonOf, onEnded: (ended: EndedTrack) => void) {
    this.#reasonOf = reasonOf
    this.#onEnded = onEnded
    this.#timer = setInterval(() => this.#tick(localTime()), TICK_MS)
  }

  get local(): Endpoint {
    return this.#receiver.local
  }

  /** What a media node is told that is to send SRTP. */
  get srtp(): Receiver['srtp'] {
    return this.#receiver.srtp
  }

  listenTo(peer: Peer): void {
    this.#receiver.listenTo(peer)
  }

  /** As `PacketGate.fold`. */
  fold(event: Parameters<PacketGate['fold']>[0]): void {
    this.#gate.fold(event)
  }

  confirm(confirmation: HeadConfirmation): void {
    this.#gate.confirm(confirmation)
  }

  serverTime(local: number = localTime()): number {
    return this.#gate.serverTime(local) ?? local
  }

  add({ track, format, folder }: IntakeTrack): void {
    const toServerTime = (local: number) => this.serverTime(local)
    const recorder = new TrackRecorder({ track, format, folder, clock: this.#clock, toServerTime })
    const began = { askedAt: localTime(), ending: undefined, lastAt: undefined }
    const key = keyOf(track.track, format.ssrc)
    const entry: Entry = { key, recorder, ssrc: format.ssrc, ...began }
    this.#bySsrc.set(format.ssrc, entry)
    this.#byTrack.set(key, entry)
  }

  trackOf(ssrc: number): RecordedTrack | undefined {
    return this.#bySsrc.get(ssrc)?.recorder.track
  }

  /** Nothing more comes from this source. */
  remove(ssrc: number, because: PartEnd): void {
    const entry = this.#bySsrc.get(ssrc)
    if (entry) entry.ending ??= { because, at: localTime() }
  }

  /** Decides on what is held as far as the log is known, ends all parts, and lets the port go. */
  close(because: PartEnd = 'stopped'): Promise<void> {
    this.#closing ??= this.#close(because)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(because: PartEnd): Promise<void> {
    await this.#receiver.close()
    this.#takeReceived()
    const ending = { because, at: Number.NEGATIVE_INFINITY }
    for (const entry of this.#bySsrc.values()) entry.ending ??= ending
    const latest = localTime() + CLOSE_MS
    for await (const _ of interval(CLOSE_LOOK_MS)) {
      this.#tick(localTime())
      if (this.#bySsrc.size === 0 || localTime() > latest) break
    }
    clearInterval(this.#timer)
    for (const entry of this.#bySsrc.values()) {
      this.#end(entry.recorder.close(entry.ending?.because ?? because))
      this.#tellEnded(entry, entry.ending?.because ?? because)
    }
    await Promise.all(this.#ended)
  }

  #takeReceived(): void {
    const received = this.#received
    this.#received = []
    for (const { data, arrived } of received) {
      const rtp = parseRtp(data)
      const entry = rtp && this.#bySsrc.get(rtp.ssrc)
      if (!entry) continue
      entry.lastAt = arrived.latest
      if (entry.ending && arrived.earliest >= entry.ending.at) continue
      const { participant } = entry.recorder.track
      const { sequence } = rtp
      this.#gate.push({ track: entry.key, participant, sequence, arrived, rtp })
    }
  }

  #tick(now: number): void {
    this.#takeReceived()
    this.#drain(now)
    for (const [ssrc, entry] of this.#bySsrc) this.#retire(ssrc, entry, now)
    if (now - this.#flushedAt > FLUSH_MS - TICK_MS / 2) {
      this.#flushedAt = now
      for (const { recorder } of this.#bySsrc.values()) recorder.flush()
    }
    for (const entry of this.#bySsrc.values()) this.#askForKeyFrame(entry, now)
  }

  #drain(now: number): void {
    for (const decision of this.#gate.drain(now)) this.#follow(decision)
  }

  #follow(decision: GateDecision<ReceivedPacket>): void {
    const { packet } = decision
    const entry = this.#byTrack.get(packet.track)
    if (!entry) return
    if (decision.kind === 'pass') entry.recorder.push(packet.rtp, packet.arrived.latest)
    else if (decision.reason === 'log-unreachable') entry.recorder.end('log-unreachable')
    // Why the track was taken away is nearer to the truth.
    else {
      const because = entry.ending?.because
      entry.recorder.end(because ?? this.#reasonOf(packet.participant, decision.arrived))
    }
  }

  /** A track that has ended goes when nothing is held of it. */
  #retire(ssrc: number, entry: Entry, now: number): void {
    const { key, recorder, ending } = entry
    if (!ending || now - ending.at < SETTLE_MS || this.#gate.heldOf(key) > 0) return
    this.#bySsrc.delete(ssrc)
    this.#byTrack.delete(key)
    this.#gate.forget(key)
    this.#end(recorder.close(ending.because))
    this.#clock.forget(ssrc)
    this.#tellEnded(entry, ending.because)
  }

  #tellEnded({ recorder, lastAt }: Entry, because: PartEnd): void {
    const { track } = recorder.track
    const lastPacketAt = lastAt !== undefined && Math.round(this.serverTime(lastAt))
    this.#onEnded({ track, because, ...(lastPacketAt && { lastPacketAt }) })
  }

  #end(closed: Promise<void>): void {
    const ended = closed.finally(() => this.#ended.delete(ended))
    this.#ended.add(ended)
  }

  #askForKeyFrame(entry: Entry, now: number): void {
    const { recorder, ending, ssrc } = entry
    if (!recorder.needsKeyFrame || ending || now - entry.askedAt < KEY_FRAME_MS) return
    entry.askedAt = now
    this.#receiver.requestKeyFrame(ssrc)
  }
}

/** A track may come again, from another SSRC. */
function keyOf(track: TrackId, ssrc: number): string {
  return `${track} ${ssrc}`
}
