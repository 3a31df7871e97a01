import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { localTime } from '../local-time.ts'
import { keyFrameRequest } from './key-frame-request.ts'
import { PacketSlab } from './packet-slab.ts'
import { isRtcp, parseSenderReports, type SenderReport } from './rtp-packet.ts'

/** A key frame of a screen comes in one burst. The system may allow less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface ReceiverEvents {
  onPacket(packet: Buffer, arrivedAt: number): void
  onReport(report: SenderReport, arrivedAt: number): void
}

/** The port on which a recorder takes all the media of a room. */
export class Receiver implements AsyncDisposable {
  readonly #socket: Socket
  #peer: Endpoint | undefined
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
      if (!isRtcp(packet)) return events.onPacket(slab.keep(packet), now)
      for (const report of parseSenderReports(packet)) events.onReport(report, now)
    })
  }

  get local(): Endpoint {
    const { address, port } = this.#socket.address()
    return { address, port }
  }

  /** Takes packets from there, and from nowhere else. */
  listenTo(peer: Endpoint): void {
    this.#peer = peer
  }

  requestKeyFrame(ssrc: number): void {
    if (this.#peer) this.#socket.send(keyFrameRequest(ssrc), this.#peer.port, this.#peer.address)
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => this.#socket.close(() => resolve()))
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
