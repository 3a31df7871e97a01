import { randomBytes } from 'node:crypto'

/** Eight characters that no earlier life of a node has used. */
export function randomName(): string {
  return randomBytes(6).toString('base64url')
}
