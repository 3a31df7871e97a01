import { createHash, timingSafeEqual } from 'node:crypto'

const SCHEME = 'Bearer '

/** Says whether an `Authorization` header carries the secret, in a time that tells nothing about it. */
export function secretGate(secret: string): (header: string | undefined) => boolean {
  const expected = digest(secret)
  return (header) => {
    const given = header?.startsWith(SCHEME) ? header.slice(SCHEME.length) : ''
    return timingSafeEqual(digest(given), expected)
  }
}

/** Equal lengths, which `timingSafeEqual` needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
