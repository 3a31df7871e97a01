import { createCipheriv, createDecipheriv } from 'node:crypto'
import { isAfter } from '../gate/hold-queue.ts'
import { SALT_BYTES, type SessionKeys, sessionKeys } from './srtp-keys.ts'

const ALGORITHM = 'aes-128-gcm'
const TAG_BYTES = 16
const RTP_HEADER = 12
const RTCP_HEADER = 8
const INDEX_BYTES = 4
const ENCRYPTED = 0x8000_0000

interface Rollover {
  count: number
  sequence: number
}

/** What comes from one sender as SRTP and SRTCP with AEAD_AES_128_GCM (RFC 7714). `undefined` for what was not sent by it. */
export class SrtpReader {
  readonly #rtp: SessionKeys
  readonly #rtcp: SessionKeys
  readonly #rollovers = new Map<number, Rollover>()
  /** Written anew for each packet. */
  readonly #nonce = Buffer.alloc(SALT_BYTES)

  constructor(masterBase64: string) {
    const { rtp, rtcp } = sessionKeys(masterBase64)
    this.#rtp = rtp
    this.#rtcp = rtcp
  }

  rtp(packet: Buffer): Buffer | undefined {
    const header = headerBytes(packet)
    if (header === undefined || packet.length < header + TAG_BYTES) return undefined
    const [sequence, ssrc] = [packet.readUInt16BE(2), packet.readUInt32BE(8)]
    const count = this.#countOf(ssrc, sequence)
    const nonce = this.#nonce
    nonce.writeUInt16BE(0, 0)
    nonce.writeUInt32BE(ssrc, 2)
    nonce.writeUInt32BE(count, 6)
    nonce.writeUInt16BE(sequence, 10)
    const head = packet.subarray(0, header)
    const plain = opened(this.#rtp, nonce, head, packet.subarray(header))
    if (!plain) return undefined
    this.#note(ssrc, { count, sequence })
    return Buffer.concat([head, plain])
  }

  rtcp(packet: Buffer): Buffer | undefined {
    if (packet.length < RTCP_HEADER + TAG_BYTES + INDEX_BYTES) return undefined
    const index = packet.subarray(-INDEX_BYTES)
    if (index.readUInt32BE(0) < ENCRYPTED) return undefined
    const head = packet.subarray(0, RTCP_HEADER)
    const nonce = rtcpNonce(head.readUInt32BE(4), index.readUInt32BE(0) - ENCRYPTED)
    const sealed = packet.subarray(RTCP_HEADER, -INDEX_BYTES)
    const plain = opened(this.#rtcp, nonce, Buffer.concat([head, index]), sealed)
    return plain && Buffer.concat([head, plain])
  }

  /** How often the sequence numbers have begun anew (RFC 3711, 3.3.1). */
  #countOf(ssrc: number, sequence: number): number {
    const known = this.#rollovers.get(ssrc)
    if (!known) return 0
    const isLater = isAfter(sequence, known.sequence)
    if (isLater && sequence < known.sequence) return known.count + 1
    const isEarlier = !isLater && sequence > known.sequence
    return isEarlier ? Math.max(0, known.count - 1) : known.count
  }

  /** Only what proved to be the sender's moves the count. */
  #note(ssrc: number, { count, sequence }: Rollover): void {
    const known = this.#rollovers.get(ssrc)
    if (!known || isAfter(sequence, known.sequence)) this.#rollovers.set(ssrc, { count, sequence })
  }
}

/** What goes out: RTCP alone. */
export class SrtcpWriter {
  readonly #keys: SessionKeys
  #index = 0

  constructor(masterBase64: string) {
    this.#keys = sessionKeys(masterBase64).rtcp
  }

  seal(packet: Buffer): Buffer {
    const number = this.#index++
    const index = Buffer.alloc(INDEX_BYTES)
    index.writeUInt32BE(ENCRYPTED + number)
    const head = packet.subarray(0, RTCP_HEADER)
    const nonce = rtcpNonce(head.readUInt32BE(4), number)
    const { key, salt } = this.#keys
    const cipher = createCipheriv(ALGORITHM, key, salted(nonce, salt))
    cipher.setAAD(Buffer.concat([head, index]))
    const sealed = [cipher.update(packet.subarray(RTCP_HEADER)), cipher.final()]
    return Buffer.concat([head, ...sealed, cipher.getAuthTag(), index])
  }
}

function opened(
  { key, salt }: SessionKeys,
  nonce: Buffer,
  head: Buffer,
  sealed: Buffer,
): Buffer | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, salted(nonce, salt))
  decipher.setAAD(head).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES))
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

function rtcpNonce(ssrc: number, index: number): Buffer {
  const nonce = Buffer.alloc(SALT_BYTES)
  nonce.writeUInt32BE(ssrc, 2)
  nonce.writeUInt32BE(index, 8)
  return nonce
}

function salted(nonce: Buffer, salt: Buffer): Buffer {
  for (let at = 0; at < SALT_BYTES; at++) nonce[at] = (nonce[at] ?? 0) ^ (salt[at] ?? 0)
  return nonce
}

/** With contributors and extension: what is sent in the clear. */
function headerBytes(packet: Buffer): number | undefined {
  if (packet.length < RTP_HEADER) return undefined
  const first = packet.readUInt8(0)
  const fixed = RTP_HEADER + 4 * (first & 0x0f)
  if (!(first & 0x10)) return fixed
  return packet.length < fixed + 4 ? undefined : fixed + 4 + 4 * packet.readUInt16BE(fixed + 2)
}
