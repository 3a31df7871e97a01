import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { localTime } from '../local-time.ts'
import type { Endpoint, PortBatch, PortRead } from './port-messages.ts'

/** A key frame of a screen comes in one burst. The system may allow less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024
const FIRST_BYTES = 64 * 1024
/** As many as Node reads of a socket in one turn of its loop: after so many there may be more. */
const FULL_READ = 32

/** One socket in the thread that reads it. */
export class ThreadPort {
  readonly #socket: Socket
  #peer: Endpoint | undefined
  #reads: PortRead[] = []
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #used = 0
  /** Of the read under way. */
  #lengths: number[] = []
  #seen = 0
  /** A time at which nothing was waiting any more. */
  #emptyAt = localTime()

  /** `onOpen` gets an error where the address cannot be had. */
  constructor(address: string, onOpen: (opened: Endpoint | Error) => void) {
    this.#socket = createSocket({
      type: isIPv6(address) ? 'udp6' : 'udp4',
      recvBufferSize: SOCKET_BUFFER_BYTES,
    })
    const refuse = (error: Error) => {
      this.#socket.close()
      onOpen(error)
    }
    this.#socket.once('error', refuse)
    this.#socket.bind(0, address, () => {
      this.#socket.off('error', refuse)
      // What cannot be sent is RTCP, which is repeated.
      this.#socket.on('error', () => {})
      const { address: own, port } = this.#socket.address()
      onOpen({ address: own, port })
    })
    this.#socket.on('message', (packet, from) => this.#take(packet, from))
  }

  /** Takes packets from there, and from nowhere else. */
  listenTo(peer: Endpoint): void {
    this.#peer = peer
  }

  send(packet: Uint8Array): void {
    if (this.#peer) this.#socket.send(packet, this.#peer.port, this.#peer.address)
  }

  close(): void {
    this.#socket.close()
  }

  /** Ends the read that began at `beganAt`. Returns whether more may be waiting. */
  endRead(beganAt: number, now: number): boolean {
    if (this.#lengths.length > 0) {
      const arrived = { earliest: this.#emptyAt, latest: now }
      this.#reads.push({ arrived, lengths: this.#lengths })
      this.#lengths = []
    }
    const isFull = this.#seen >= FULL_READ
    this.#seen = 0
    if (!isFull) this.#emptyAt = beganAt
    return isFull
  }

  /** What was read and not taken yet. */
  takeBatch(): PortBatch | undefined {
    if (this.#reads.length === 0) return undefined
    const batch = { reads: this.#reads, bytes: new Uint8Array(this.#bytes.subarray(0, this.#used)) }
    this.#reads = []
    this.#used = 0
    return batch
  }

  #take(packet: Buffer, { address, port }: Endpoint): void {
    this.#seen += 1
    // Anybody may send to a port; only the media node is listened to.
    if (address !== this.#peer?.address || port !== this.#peer.port) return
    while (this.#used + packet.length > this.#bytes.length) this.#grow()
    packet.copy(this.#bytes, this.#used)
    this.#used += packet.length
    this.#lengths.push(packet.length)
  }

  #grow(): void {
    const grown = Buffer.allocUnsafeSlow(2 * this.#bytes.length)
    this.#bytes.copy(grown, 0, 0, this.#used)
    this.#bytes = grown
  }
}
