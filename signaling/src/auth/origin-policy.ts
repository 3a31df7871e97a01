import type * as ports from '../ports.ts'

type OriginRequest = Parameters<ports.OriginPolicy['allows']>[0]

export type OriginRule =
  /** Pages of this server itself. */
  | { readonly kind: 'same-host' }
  /** Pages of exactly these origins, such as `https://shop.example`. */
  | { readonly kind: 'listed'; readonly origins: readonly string[] }

/**
 * Whose pages may speak to this server. A request without `Origin` comes from no page: tokens and API
 * keys decide about it alone.
 */
export class OriginPolicy implements ports.OriginPolicy {
  readonly #allows: (origin: URL, host: string | undefined) => boolean

  constructor(rule: OriginRule) {
    const listed = new Set(rule.kind === 'listed' ? rule.origins.map(normalise) : [])
    this.#allows =
      rule.kind === 'listed'
        ? ({ origin }) => listed.has(origin)
        : (origin, host) => host !== undefined && origin.host === hostOf(origin.protocol, host)
  }

  /** Takes the request's `Origin` and `Host` headers. */
  allows({ origin, host }: OriginRequest): boolean {
    if (origin === undefined) return true
    const parsed = parseOrigin(origin)
    return parsed !== undefined && this.#allows(parsed, host)
  }
}

/** `undefined` for `null`, for what is not http(s), and for anything that is more than an origin. */
function parseOrigin(origin: string): URL | undefined {
  if (!/^https?:\/\/[^/?#@\\\s]+$/i.test(origin)) return undefined
  return URL.parse(origin) ?? undefined
}

function normalise(origin: string): string {
  const url = parseOrigin(origin)
  if (!url) throw new Error(`${origin} is not an origin such as https://shop.example`)
  return url.origin
}

/** The host as a URL shows it: lower case, without the scheme's default port. */
function hostOf(protocol: string, host: string): string | undefined {
  return parseOrigin(`${protocol}//${host}`)?.host
}
