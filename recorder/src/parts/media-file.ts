import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Output,
  StreamTarget,
  WebMOutputFormat,
} from 'mediabunny'
import type { PictureSize } from '../rtp/depacketizer.ts'

/** As `mediabunny` names them. */
export type FileVideoCodec = 'vp8' | 'vp9' | 'avc' | 'av1'

export type MediaFormat =
  | { readonly kind: 'audio'; readonly channels: number }
  | {
      readonly kind: 'video'
      readonly codec: FileVideoCodec
      /** As in RFC 6381. */
      readonly codecString: string
      readonly size: PictureSize
    }

export interface MediaFrame {
  readonly data: Buffer
  readonly isKey: boolean
  /** From the beginning of the file. */
  readonly atSeconds: number
  readonly seconds: number
}

const OPUS_HZ = 48_000

/**
 * A WebM (Matroska for H.264) with one track, written forwards only: what has been written plays, however it ends.
 */
export class MediaFile {
  readonly #output: Output
  readonly #add: (frame: MediaFrame) => Promise<void>
  #adding: Promise<void>
  #failure: unknown

  constructor(format: MediaFormat, write: (bytes: Buffer) => void) {
    const options = { appendOnly: true, minimumClusterDuration: 1 }
    const isWebM = format.kind === 'audio' || format.codec !== 'avc'
    const writable = new WritableStream<{ data: Uint8Array }>({
      write: ({ data }) => write(Buffer.from(data)),
    })
    this.#output = new Output({
      format: isWebM ? new WebMOutputFormat(options) : new MkvOutputFormat(options),
      target: new StreamTarget(writable),
    })
    this.#add = format.kind === 'audio' ? this.#audio(format) : this.#video(format)
    this.#adding = this.#output.start()
  }

  /** In order of time. Throws what went wrong with earlier frames. */
  add(frame: MediaFrame): void {
    if (this.#failure) throw this.#failure
    this.#adding = this.#adding
      .then(() => this.#add(frame))
      .catch((error) => {
        this.#failure ??= error
      })
  }

  async close(): Promise<void> {
    await this.#adding
    if (this.#failure) throw this.#failure
    await this.#output.finalize()
  }

  #audio({ channels }: { channels: number }) {
    const source = new EncodedAudioPacketSource('opus')
    this.#output.addAudioTrack(source)
    const decoderConfig = { codec: 'opus', numberOfChannels: channels, sampleRate: OPUS_HZ }
    return (frame: MediaFrame) => source.add(packetOf(frame), { decoderConfig })
  }

  #video({ codec, codecString, size }: Extract<MediaFormat, { kind: 'video' }>) {
    const source = new EncodedVideoPacketSource(codec)
    this.#output.addVideoTrack(source)
    const decoderConfig = {
      codec: codecString,
      codedWidth: size.width,
      codedHeight: size.height,
    }
    return (frame: MediaFrame) => source.add(packetOf(frame), { decoderConfig })
  }
}

function packetOf({ data, isKey, atSeconds, seconds }: MediaFrame): EncodedPacket {
  return new EncodedPacket(data, isKey ? 'key' : 'delta', atSeconds, seconds)
}
