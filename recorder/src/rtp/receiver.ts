import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { localTime } from '../local-time.ts'
import { keyFrameRequest } from './key-frame-request.ts'
import { PacketSlab } from './packet-slab.ts'
import { isRtcp, parseSenderReports, type SenderReport } from './rtp-packet.ts'
import { SrtcpWriter, SrtpReader } from './srtp.ts'
import { newMasterKey } from './srtp-keys.ts'

/** A key frame of a screen comes in one burst. The system may allow less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024

export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** The other end, and the key that it sends with where it sends SRTP. */
export interface Peer extends Endpoint {
  readonly srtp?: { readonly keyBase64: string }
}

export interface ReceiverEvents {
  onPacket(packet: Buffer, arrivedAt: number): void
  onReport(report: SenderReport, arrivedAt: number): void
}

/** The port on which a recorder takes all the media of a room. */
export class Receiver implements AsyncDisposable {
  readonly #socket: Socket
  /** What this end sends with, where both speak SRTP. */
  readonly #ownKey = newMasterKey()
  /** One for all peers: with one key no number may come twice. */
  readonly #writer = new SrtcpWriter(this.#ownKey)
  #peer: Endpoint | undefined
  #reader: SrtpReader | undefined
  #closing: Promise<void> | undefined

  /** `address` is what the media node sends to; one of this machine's. */
  static async open(address: string, events: ReceiverEvents): Promise<Receiver> {
    const socket = createSocket({
      type: isIPv6(address) ? 'udp6' : 'udp4',
      recvBufferSize: SOCKET_BUFFER_BYTES,
    })
    socket.bind(0, address)
    await once(socket, 'listening')
    return new Receiver(socket, events)
  }

  private constructor(socket: Socket, events: ReceiverEvents) {
    this.#socket = socket
    const slab = new PacketSlab()
    // What cannot be sent is RTCP, which is repeated.
    socket.on('error', () => {})
    socket.on('message', (packet, { address, port }) => {
      // Anybody may send to a port; only the media node is listened to.
      if (address !== this.#peer?.address || port !== this.#peer.port) return
      const now = localTime()
      const isReport = isRtcp(packet)
      const plain = this.#open(packet, isReport)
      if (!plain) return
      // What was opened is a copy already.
      if (!isReport) return events.onPacket(this.#reader ? plain : slab.keep(plain), now)
      for (const report of parseSenderReports(plain)) events.onReport(report, now)
    })
  }

  /** For the peer, which then sends SRTP and expects it. */
  get srtp(): { cryptoSuite: 'AEAD_AES_128_GCM'; keyBase64: string } {
    return { cryptoSuite: 'AEAD_AES_128_GCM', keyBase64: this.#ownKey }
  }

  get local(): Endpoint {
    const { address, port } = this.#socket.address()
    return { address, port }
  }

  /** Takes packets from there, and from nowhere else. */
  listenTo({ address, port, srtp }: Peer): void {
    this.#peer = { address, port }
    this.#reader = srtp && new SrtpReader(srtp.keyBase64)
  }

  requestKeyFrame(ssrc: number): void {
    if (!this.#peer) return
    const request = keyFrameRequest(ssrc)
    const packet = this.#reader ? this.#writer.seal(request) : request
    this.#socket.send(packet, this.#peer.port, this.#peer.address)
  }

  #open(packet: Buffer, isReport: boolean): Buffer | undefined {
    const reader = this.#reader
    if (!reader) return packet
    return isReport ? reader.rtcp(packet) : reader.rtp(packet)
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => this.#socket.close(() => resolve()))
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
