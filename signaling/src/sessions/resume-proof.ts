import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits: 43 characters. */
const SECRET_BYTES = 32

/** A secret that works once. Only its hash is kept. */
export class ResumeProof {
  #hash: Buffer | undefined

  /** The next secret; the one before is void. */
  issue(): string {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    this.#hash = hashOf(secret)
    return secret
  }

  /** A wrong secret does not spend the right one. */
  spend(secret: string): boolean {
    if (!this.#hash || !timingSafeEqual(this.#hash, hashOf(secret))) return false
    this.#hash = undefined
    return true
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
