import type { Arrival } from '../local-time.ts'
import { keyFrameRequest } from './key-frame-request.ts'
import type { MediaPort, MediaPorts } from './media-ports.ts'
import type { Endpoint, PortBatch } from './port-messages.ts'
import { isRtcp, parseSenderReports, type SenderReport } from './rtp-packet.ts'
import { SrtcpWriter, SrtpReader } from './srtp.ts'
import { newMasterKey } from './srtp-keys.ts'

/** The other end, and the key that it sends with where it sends SRTP. */
export interface Peer extends Endpoint {
  readonly srtp?: { readonly keyBase64: string }
}

export interface ReceiverEvents {
  onPacket(packet: Buffer, arrived: Arrival): void
  onReport(report: SenderReport, arrived: Arrival): void
  /** Nothing more comes, of any port. */
  onLost(error: Error): void
}

/** The port on which a recorder takes all the media of a room. */
export class Receiver implements AsyncDisposable {
  readonly #port: MediaPort
  /** What this end sends with, where both speak SRTP. */
  readonly #ownKey = newMasterKey()
  /** One for all peers: with one key no number may come twice. */
  readonly #writer = new SrtcpWriter(this.#ownKey)
  readonly #events: ReceiverEvents
  #reader: SrtpReader | undefined

  /** `address` is what the media node sends to; one of this machine's. */
  static async open(ports: MediaPorts, address: string, events: ReceiverEvents): Promise<Receiver> {
    // Nothing comes before there is somebody to listen to.
    const onBatch = (batch: PortBatch) => receiver.#read(batch)
    const port = await ports.open(address, onBatch, (error) => events.onLost(error))
    const receiver = new Receiver(port, events)
    return receiver
  }

  private constructor(port: MediaPort, events: ReceiverEvents) {
    this.#port = port
    this.#events = events
  }

  /** For the peer, which then sends SRTP and expects it. */
  get srtp(): { cryptoSuite: 'AEAD_AES_128_GCM'; keyBase64: string } {
    return { cryptoSuite: 'AEAD_AES_128_GCM', keyBase64: this.#ownKey }
  }

  get local(): Endpoint {
    return this.#port.local
  }

  /** Takes packets from there, and from nowhere else. */
  listenTo({ address, port, srtp }: Peer): void {
    this.#reader = srtp && new SrtpReader(srtp.keyBase64)
    this.#port.listenTo({ address, port })
  }

  requestKeyFrame(ssrc: number): void {
    const request = keyFrameRequest(ssrc)
    this.#port.send(this.#reader ? this.#writer.seal(request) : request)
  }

  /** Resolves when all that had come by now was given on. */
  close(): Promise<void> {
    return this.#port.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #read({ reads, bytes }: PortBatch): void {
    let offset = 0
    for (const { arrived, lengths } of reads) {
      for (const length of lengths) {
        this.#take(Buffer.from(bytes.buffer, offset, length), arrived)
        offset += length
      }
    }
  }

  #take(packet: Buffer, arrived: Arrival): void {
    const isReport = isRtcp(packet)
    const plain = this.#open(packet, isReport)
    if (!plain) return
    if (!isReport) this.#events.onPacket(plain, arrived)
    else for (const report of parseSenderReports(plain)) this.#events.onReport(report, arrived)
  }

  #open(packet: Buffer, isReport: boolean): Buffer | undefined {
    const reader = this.#reader
    if (!reader) return packet
    return isReport ? reader.rtcp(packet) : reader.rtp(packet)
  }
}
