import { createCipheriv, randomBytes } from 'node:crypto'

const KEY_BYTES = 16
export const SALT_BYTES = 12
/** Key derivation counts from a salt of 112 bits; that of GCM is filled up. */
const DERIVATION_SALT_BYTES = 14

/** RFC 3711, 4.3.1. */
const LABELS = { rtpKey: 0, rtpSalt: 2, rtcpKey: 3, rtcpSalt: 5 } as const

export interface SessionKeys {
  readonly key: Buffer
  readonly salt: Buffer
}

/** A master key and its salt for AEAD_AES_128_GCM, as they are exchanged. */
export function newMasterKey(): string {
  return randomBytes(KEY_BYTES + SALT_BYTES).toString('base64')
}

/** Throws a `RangeError` for what is too short. */
export function sessionKeys(masterBase64: string): { rtp: SessionKeys; rtcp: SessionKeys } {
  const master = Buffer.from(masterBase64, 'base64')
  if (master.length !== KEY_BYTES + SALT_BYTES) throw new RangeError('No master key and salt')
  const [key, salt] = [master.subarray(0, KEY_BYTES), master.subarray(KEY_BYTES)]
  const derive = (label: number, bytes: number) => derived(key, salt, label).subarray(0, bytes)
  return {
    rtp: { key: derive(LABELS.rtpKey, KEY_BYTES), salt: derive(LABELS.rtpSalt, SALT_BYTES) },
    rtcp: { key: derive(LABELS.rtcpKey, KEY_BYTES), salt: derive(LABELS.rtcpSalt, SALT_BYTES) },
  }
}

function derived(key: Buffer, salt: Buffer, label: number): Buffer {
  const counter = Buffer.alloc(16)
  salt.copy(counter)
  const at = DERIVATION_SALT_BYTES - 7
  counter.writeUInt8(counter.readUInt8(at) ^ label, at)
  return createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(KEY_BYTES))
}
