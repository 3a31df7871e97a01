/** Parts of the EBML of RFC 8794 that a WebM file needs. */
export const UNKNOWN_SIZE = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])

const VOID = 0xec

export function element(id: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([idBytes(id), sizeBytes(length), ...content])
}

export function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1)
  bytes.writeUIntBE(id, 0, bytes.length)
  return bytes
}

/** As few bytes as hold it. All ones would mean that the size is unknown. */
function sizeBytes(size: number): Buffer {
  let width = 1
  while (size >= 2 ** (7 * width) - 1) width++
  return wideSize(size, width)
}

/** In so many bytes, up to eight. */
export function wideSize(size: number, width: number): Buffer {
  const bytes = Buffer.alloc(width)
  for (let at = width - 1, rest = size; at >= 0; at--, rest = Math.floor(rest / 256)) {
    bytes.writeUInt8(rest % 256, at)
  }
  bytes.writeUInt8(bytes.readUInt8(0) | (0x80 >> (width - 1)), 0)
  return bytes
}

/** In six bytes, whatever it is: two of the same kind are as long. */
export function uint(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(value, 0, 6)
  return element(id, bytes)
}

export function float(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return element(id, bytes)
}

export function text(id: number, value: string): Buffer {
  return element(id, Buffer.from(value))
}

/** Nothing, in as many bytes as something else takes. */
export function empty(bytes: number): Buffer {
  const width = bytes - 2 < 0x7f ? 1 : 8
  return Buffer.concat([
    idBytes(VOID),
    wideSize(bytes - 1 - width, width),
    Buffer.alloc(bytes - 1 - width),
  ])
}
