import { createHmac, timingSafeEqual } from 'node:crypto'
import { VisavisError } from '@visavis/protocol'
import type { KeyRing } from '@visavis/recorder'
import type { PartPlace } from './part-shelf.ts'

/** Long enough to begin to play; what plays asks for another. */
export const LINK_MS: number = 5 * 60_000
const PURPOSE = 'media-links'

export interface LinkSignature {
  readonly tenant: PartPlace['tenant']
  readonly expires: number
  readonly signature: string
}

/** Addresses that `<video>` can ask for, since it cannot send a token. Good for one part and a few minutes. */
export class LinkSigner {
  readonly #keys: KeyRing
  readonly #now: () => number

  constructor({ keys, now = Date.now }: { keys: KeyRing; now?: () => number }) {
    this.#keys = keys
    this.#now = now
  }

  expiry(): number {
    return this.#now() + LINK_MS
  }

  async urlOf(place: PartPlace, expires: number): Promise<string> {
    const { recording, take, file } = place
    return this.urlFor(`/v1/recordings/${recording}/media/${take}/${file}`, place, expires)
  }

  /** At a path of its own. */
  async urlFor(path: string, place: PartPlace, expires: number): Promise<string> {
    const { tenant } = place
    const key = await this.#keys.makeDerived(tenant, PURPOSE)
    const signature = sign(key, place, expires)
    return `${path}?${new URLSearchParams({ tenant, expires: String(expires), signature })}`
  }

  /** Throws `link-invalid` or `link-expired`. */
  async demand(place: PartPlace, { expires, signature }: LinkSignature): Promise<void> {
    const key = await this.#keys.derive(place.tenant, PURPOSE)
    if (!key) throw new VisavisError('link-invalid')
    const expected = Buffer.from(sign(key, place, expires))
    const given = Buffer.from(signature)
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
    if (!isOurs) throw new VisavisError('link-invalid')
    if (expires <= this.#now()) throw new VisavisError('link-expired')
  }
}

function sign(key: Buffer, { tenant, recording, take, file }: PartPlace, expires: number): string {
  const text = [tenant, recording, take, file, expires].join('\n')
  return createHmac('sha256', key).update(text).digest('base64url')
}
