import { setInterval as interval } from 'node:timers/promises'
import type { PartEnd, ParticipantId, RecordedTrack, TrackId } from '@visavis/protocol'
import type { GateDecision, GateRefusal, HeadConfirmation } from '../gate/packet-gate.ts'
import { PacketGate } from '../gate/packet-gate.ts'
import { localTime } from '../local-time.ts'
import { MediaClock } from '../rtp/media-clock.ts'
import { type Endpoint, Receiver } from '../rtp/receiver.ts'
import { parseRtp } from '../rtp/rtp-packet.ts'
import type { TrackFormat } from './track-format.ts'
import { type PartFolder, TrackRecorder } from './track-recorder.ts'

/** How often packets are looked at: what passes is late by half of it. */
const TICK_MS = 50
/** What was sealed last survives a kill. */
const FLUSH_MS = 500
/** A key frame that was asked for is held for a second before it is seen here. */
const KEY_FRAME_MS = 1_500
/** What is held is decided on by then, or the log cannot be asked. */
const CLOSE_MS = 2_000

const ENDS: Readonly<Record<GateRefusal, PartEnd>> = {
  'no-consent': 'consent',
  'log-unreachable': 'log-unreachable',
}

export interface IntakeTrack {
  readonly track: RecordedTrack
  readonly format: TrackFormat
  readonly folder: PartFolder
}

interface Entry {
  readonly recorder: TrackRecorder
  readonly ssrc: number
  askedAt: number
  /** Nothing more comes; what is held is still decided. */
  ending: PartEnd | undefined
}

/** All media of one room, from its port through the gate into parts. */
export class Intake implements AsyncDisposable {
  readonly #gate = new PacketGate()
  readonly #clock = new MediaClock()
  readonly #bySsrc = new Map<number, Entry>()
  readonly #byTrack = new Map<string, Entry>()
  readonly #ended = new Set<Promise<void>>()
  readonly #reasonOf: (participant: ParticipantId) => PartEnd
  readonly #timer: NodeJS.Timeout
  #receiver!: Receiver
  #flushedAt = 0
  #closing: Promise<void> | undefined

  /** `reasonOf` says why nobody's media may be recorded now: a pause, a consent that is missing. */
  static async open(options: {
    address: string
    reasonOf?: (participant: ParticipantId) => PartEnd
  }): Promise<Intake> {
    const intake = new Intake(options.reasonOf ?? (() => 'consent'))
    try {
      intake.#receiver = await Receiver.open(options.address, {
        onPacket: (packet, arrivedAt) => intake.#take(packet, arrivedAt),
        onReport: (report, arrivedAt) => intake.#clock.report(report, arrivedAt),
      })
      return intake
    } catch (error) {
      clearInterval(intake.#timer)
      throw error
    }
  }

  private constructor(reasonOf: (participant: ParticipantId) => PartEnd) {
    this.#reasonOf = reasonOf
    this.#timer = setInterval(() => this.#tick(localTime()), TICK_MS)
  }

  get local(): Endpoint {
    return this.#receiver.local
  }

  listenTo(peer: Endpoint): void {
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
    const entry: Entry = { recorder, ssrc: format.ssrc, askedAt: localTime(), ending: undefined }
    this.#bySsrc.set(format.ssrc, entry)
    this.#byTrack.set(keyOf(track.track, format.ssrc), entry)
  }

  trackOf(ssrc: number): RecordedTrack | undefined {
    return this.#bySsrc.get(ssrc)?.recorder.track
  }

  /** Nothing more comes from this source. */
  remove(ssrc: number, because: PartEnd): void {
    const entry = this.#bySsrc.get(ssrc)
    if (entry) entry.ending ??= because
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
    for (const entry of this.#bySsrc.values()) entry.ending ??= because
    const latest = localTime() + CLOSE_MS
    for await (const _ of interval(TICK_MS)) {
      if (this.#bySsrc.size === 0 || localTime() > latest) break
    }
    clearInterval(this.#timer)
    for (const { recorder, ending } of this.#bySsrc.values()) {
      this.#end(recorder.close(ending ?? because))
    }
    await Promise.all(this.#ended)
  }

  #take(data: Buffer, arrivedAt: number): void {
    const packet = parseRtp(data)
    const entry = packet && this.#bySsrc.get(packet.ssrc)
    if (!entry || entry.ending) return
    const { track, participant } = entry.recorder.track
    const { sequence } = packet
    this.#gate.push({ track: keyOf(track, packet.ssrc), participant, sequence, arrivedAt, data })
  }

  #tick(now: number): void {
    this.#drain(now)
    for (const [ssrc, entry] of this.#bySsrc) this.#retire(ssrc, entry)
    if (now - this.#flushedAt >= FLUSH_MS) {
      this.#flushedAt = now
      for (const { recorder } of this.#bySsrc.values()) recorder.flush()
    }
    for (const entry of this.#bySsrc.values()) this.#askForKeyFrame(entry, now)
  }

  #drain(now: number): void {
    for (const decision of this.#gate.drain(now)) this.#follow(decision)
  }

  #follow(decision: GateDecision): void {
    const { packet } = decision
    const entry = this.#byTrack.get(packet.track)
    if (!entry) return
    if (decision.kind === 'pass') {
      const rtp = parseRtp(packet.data)
      if (rtp) entry.recorder.push(rtp, packet.arrivedAt)
    } else {
      const isConsent = decision.reason === 'no-consent'
      entry.recorder.end(isConsent ? this.#reasonOf(packet.participant) : ENDS[decision.reason])
    }
  }

  /** A track that has ended goes when nothing is held of it. */
  #retire(ssrc: number, entry: Entry): void {
    const { recorder, ending } = entry
    const key = keyOf(recorder.track.track, ssrc)
    if (!ending || this.#gate.heldOf(key) > 0) return
    this.#bySsrc.delete(ssrc)
    this.#byTrack.delete(key)
    this.#gate.forget(key)
    this.#end(recorder.close(ending))
    this.#clock.forget(ssrc)
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
