import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto'

// AES-256-GCM with a random 96-bit nonce: `version ‖ nonce ‖ ciphertext ‖ tag`. A key seals far fewer than
// the 2^32 texts that random nonces allow. A `KeyObject`, because a cipher from a Buffer takes five times as long to make.

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES

/** Random bytes are drawn for this many nonces at once: a call for each costs as much as the sealing. */
const NONCES_PER_DRAW = 256
const drawn = Buffer.alloc(NONCE_BYTES * NONCES_PER_DRAW)
let used = drawn.length

/** `context` is not stored: opening needs the same. */
export function seal(key: KeyObject, context: string, plain: Buffer): Buffer {
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(context))
  const sealed = cipher.update(plain)
  cipher.final()
  return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()])
}

/** `undefined` when it is not what `seal` made with this key and context. */
export function open(key: KeyObject, context: string, sealed: Buffer): Buffer | undefined {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, HEAD_BYTES))
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const plain = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

export function sealText(key: KeyObject, context: string, text: string): string {
  return seal(key, context, Buffer.from(text)).toString('base64url')
}

export function openText(key: KeyObject, context: string, sealed: string): string | undefined {
  return open(key, context, Buffer.from(sealed, 'base64url'))?.toString('utf8')
}

function nextNonce(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  const nonce = Buffer.from(drawn.subarray(used, used + NONCE_BYTES))
  drawn.fill(0, used, used + NONCE_BYTES)
  used += NONCE_BYTES
  return nonce
}
