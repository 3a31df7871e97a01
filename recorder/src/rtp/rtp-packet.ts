export interface RtpPacket {
  readonly payloadType: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
  /** Without padding. */
  readonly payload: Buffer
}

/** What a sender says of its clocks: at `ntpMs` of the one, the other was at `timestamp`. */
export interface SenderReport {
  readonly ssrc: number
  readonly ntpMs: number
  readonly timestamp: number
}

const FIXED_HEADER = 12
const SENDER_REPORT = 200
const NTP_UNITS_A_SECOND = 2 ** 32

/** RTP and RTCP share a port; the second byte tells them apart (RFC 5761). */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0
  return type >= 192 && type <= 223
}

/** `undefined` for what is no RTP packet of version 2. */
export function parseRtp(packet: Buffer): RtpPacket | undefined {
  const [first = 0, second = 0] = packet
  if (packet.length < FIXED_HEADER || first >> 6 !== 2) return undefined
  let start = FIXED_HEADER + 4 * (first & 0x0f)
  if (first & 0x10) {
    if (packet.length < start + 4) return undefined
    start += 4 + 4 * packet.readUInt16BE(start + 2)
  }
  const padding = first & 0x20 ? (packet.at(-1) ?? 0) : 0
  const end = packet.length - padding
  if (start > end) return undefined
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(start, end),
  }
}

/** The sender reports of a compound packet. */
export function* parseSenderReports(packet: Buffer): Generator<SenderReport> {
  let offset = 0
  while (offset + 4 <= packet.length) {
    const bytes = 4 + 4 * packet.readUInt16BE(offset + 2)
    const end = offset + bytes
    if (end > packet.length) return
    if (packet[offset + 1] === SENDER_REPORT && bytes >= 28) {
      const seconds = packet.readUInt32BE(offset + 8)
      const fraction = packet.readUInt32BE(offset + 12)
      yield {
        ssrc: packet.readUInt32BE(offset + 4),
        ntpMs: 1_000 * (seconds + fraction / NTP_UNITS_A_SECOND),
        timestamp: packet.readUInt32BE(offset + 16),
      }
    }
    offset = end
  }
}
