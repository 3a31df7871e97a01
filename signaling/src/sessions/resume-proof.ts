import { createHash, randomBytes } from 'node:crypto'

/** 256 bits: 43 characters. */
const SECRET_BYTES = 32

/** A secret for the client. Only its hash is kept, and compared: it tells nothing of how near a guess was. */
export interface ResumeProof {
  readonly secret: string
  readonly hash: Buffer
}

export function newProof(): ResumeProof {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { secret, hash: hashOfProof(secret) }
}

export function hashOfProof(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
