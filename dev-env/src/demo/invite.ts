import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret that opens the desk to one browser, once. */
export class Invite {
  readonly secret = randomBytes(24).toString('base64url')
  #used = false

  /** `true` the first time that the secret is right. */
  use(secret: string): boolean {
    if (this.#used || !timingSafeEqual(hashOf(secret), hashOf(this.secret))) return false
    this.#used = true
    return true
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
