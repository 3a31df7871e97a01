import type { PartEnd, RecordedPart, RecordedTrack, TrackId } from '@visavis/protocol'
import { FrameAssembler } from '../rtp/frame-assembler.ts'
import type { MediaClock } from '../rtp/media-clock.ts'
import type { RtpPacket } from '../rtp/rtp-packet.ts'
import { TimestampUnwrapper } from '../rtp/unwrap.ts'
import { containerOf, type PartFrame, PartWriter } from './part-writer.ts'
import type { TrackFormat } from './track-format.ts'

/** More makes files that take long to check and to send, less makes many. */
const ROTATE_AFTER_MS = 10 * 60_000
/** A pause in the media of this length ends a part where nothing told it. */
const SILENCE_MS = 30_000

/** Where parts go and what they are sealed with. */
export interface PartFolder {
  readonly folder: string
  readonly dataKey: Buffer
  nextFile(track: RecordedTrack): { file: string; name: string }
  /** A part began: from now on there is something to lose. */
  onBegin(part: BegunPart): void
  onEnd(part: RecordedPart): void
  onFailure(error: unknown): void
}

/** What is known of a part from its beginning. */
export interface BegunPart {
  readonly file: string
  readonly track: TrackId
  readonly format: 'webm' | 'mkv'
  readonly codec: string
  readonly startsAt: number
}

interface OpenPart {
  readonly writer: PartWriter
  readonly firstTicks: number
  readonly firstTimestamp: number
  readonly firstArrivedAt: number
}

/** Makes parts of the packets of one track that the gate lets through. */
export class TrackRecorder {
  readonly track: RecordedTrack
  readonly #format: TrackFormat
  readonly #folder: PartFolder
  readonly #clock: MediaClock
  readonly #toServerTime: (local: number) => number
  readonly #assembler: FrameAssembler | undefined
  readonly #closing = new Set<Promise<void>>()
  #unwrapper = new TimestampUnwrapper()
  #part: OpenPart | undefined
  #lastArrivedAt = 0

  constructor(options: {
    track: RecordedTrack
    format: TrackFormat
    folder: PartFolder
    clock: MediaClock
    toServerTime: (local: number) => number
  }) {
    this.track = options.track
    this.#format = options.format
    this.#folder = options.folder
    this.#clock = options.clock
    this.#toServerTime = options.toServerTime
    const { depacketizer } = options.format
    this.#assembler = depacketizer && new FrameAssembler(depacketizer)
  }

  /** Whether the picture's sender is to be asked to begin anew. */
  get needsKeyFrame(): boolean {
    return this.#assembler?.needsKeyFrame ?? false
  }

  /** A packet that may be recorded, in order. */
  push(packet: RtpPacket, arrivedAt: number): void {
    if (this.#part && arrivedAt - this.#lastArrivedAt > SILENCE_MS) this.end('media-lost')
    this.#lastArrivedAt = arrivedAt
    if (packet.payloadType !== this.#format.payloadType) return
    if (!this.#assembler) {
      if (packet.payload.length > 0)
        this.#add({ data: packet.payload, isKey: true }, packet.timestamp, arrivedAt)
      return
    }
    for (const frame of this.#assembler.push(packet)) this.#add(frame, frame.timestamp, arrivedAt)
  }

  flush(): void {
    this.#part?.writer.flush()
  }

  /** Ends the part, if there is one. What comes after begins another. */
  end(endedBy: PartEnd): void {
    this.#assembler?.reset()
    this.#close(endedBy)
  }

  async close(endedBy: PartEnd): Promise<void> {
    this.end(endedBy)
    await Promise.all(this.#closing)
  }

  #add(frame: Omit<PartFrame, 'atMs'>, timestamp: number, arrivedAt: number): void {
    if (this.#part && frame.isKey && this.#part.writer.lengthMs > ROTATE_AFTER_MS) {
      this.#close('rotated')
    }
    // Each part counts anew, from its first timestamp.
    const ticks = this.#unwrapper.unwrap(timestamp)
    try {
      if (this.#part) this.#part.writer.add({ ...frame, atMs: this.#msOf(ticks, this.#part) })
      else this.#begin(frame, { ticks, timestamp, arrivedAt })
    } catch (error) {
      this.#close('storage')
      this.#folder.onFailure(error)
    }
  }

  #msOf(ticks: number, { firstTicks }: OpenPart): number {
    return (1_000 * (ticks - firstTicks)) / this.#format.clockRate
  }

  #begin(
    frame: Omit<PartFrame, 'atMs'>,
    { ticks, timestamp, arrivedAt }: { ticks: number; timestamp: number; arrivedAt: number },
  ): void {
    const { folder, dataKey } = this.#folder
    const { file, name } = this.#folder.nextFile(this.track)
    const { codec } = this.#format
    this.#folder.onBegin({
      file,
      track: this.track.track,
      ...containerOf(codec),
      startsAt: Math.round(this.#toServerTime(arrivedAt)),
    })
    const writer = new PartWriter({
      ...{ track: this.track, codec, file, folder, name, dataKey },
      first: { ...frame, atMs: 0 },
    })
    const first = { firstTicks: ticks, firstTimestamp: timestamp, firstArrivedAt: arrivedAt }
    this.#part = { writer, ...first }
  }

  #close(endedBy: PartEnd): void {
    const part = this.#part
    if (!part) return
    this.#part = undefined
    this.#unwrapper = new TimestampUnwrapper()
    const { clockRate, ssrc } = this.#format
    const startsAt = () =>
      this.#clock.timeOf({ ssrc, clockRate, timestamp: part.firstTimestamp }) ?? part.firstArrivedAt
    const closed = part.writer
      .close(endedBy, (atMs) => this.#toServerTime(startsAt() + atMs))
      .then(this.#folder.onEnd, this.#folder.onFailure)
      .finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }
}
