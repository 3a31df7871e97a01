import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { SegmentKind } from './sealed-format.ts'

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const FILE_ID_BYTES = 16

/**
 * Seals the segments of one file. The file's own key comes from the person's data key, the file's random id and its name,
 * so a nonce is a counter and never used twice; a segment is bound to its place, and to whether it is the last and stands in place of the first.
 */
export class PartCipher {
  readonly #key: Buffer

  constructor({ dataKey, fileId, name }: { dataKey: Buffer; fileId: Buffer; name: string }) {
    const info = `visavis/v1/recording\n${name}`
    this.#key = Buffer.from(hkdfSync('sha256', dataKey, fileId, info, KEY_BYTES))
  }

  seal(index: number, kind: SegmentKind, plain: Buffer): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.#key, nonceOf(index))
    cipher.setAAD(placeOf(index, kind))
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** Throws where it is not what was sealed at this place. */
  open(index: number, kind: SegmentKind, sealed: Buffer): Buffer {
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonceOf(index))
    decipher.setAAD(placeOf(index, kind))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()])
  }
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeUInt32BE(index, NONCE_BYTES - 4)
  return nonce
}

function placeOf(index: number, { isLast, isFront }: SegmentKind): Buffer {
  const place = Buffer.alloc(5)
  place.writeUInt32BE(index)
  place.writeUInt8((isLast ? 1 : 0) + (isFront ? 2 : 0), 4)
  return place
}
