const PAYLOAD_SPECIFIC = 206
const PICTURE_LOSS = 1

/** A picture loss indication (RFC 4585, 6.3.1): the sender of `ssrc` is to begin anew. */
export function keyFrameRequest(ssrc: number): Buffer {
  const packet = Buffer.alloc(12)
  packet.writeUInt8(0x80 | PICTURE_LOSS, 0)
  packet.writeUInt8(PAYLOAD_SPECIFIC, 1)
  packet.writeUInt16BE(2, 2)
  packet.writeUInt32BE(1, 4)
  packet.writeUInt32BE(ssrc, 8)
  return packet
}
