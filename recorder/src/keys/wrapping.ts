import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
export const KEY_BYTES = 32

/** `nonce ‖ ciphertext ‖ tag`, bound to what the key is for. */
export function wrapKey(key: Buffer, wrapping: Buffer, purpose: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, wrapping, nonce).setAAD(Buffer.from(purpose))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

/** Throws where it was wrapped by another key or for another purpose. */
export function unwrapKey(wrapped: Buffer, wrapping: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, wrapping, wrapped.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(wrapped.subarray(-TAG_BYTES))
  const sealed = wrapped.subarray(NONCE_BYTES, -TAG_BYTES)
  return Buffer.concat([decipher.update(sealed), decipher.final()])
}
