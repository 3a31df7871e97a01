export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** Where Redis is, as `VISAVIS_REDIS_URL` says it. */
export interface RedisAddress {
  readonly nodes: readonly HostAndPort[]
  /** The nodes are Sentinels, which know the primary by this name. */
  readonly primaryName: string | undefined
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
}

const URL_PARTS =
  /^(rediss?)(\+sentinel)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?#]+)(?:\/([A-Za-z0-9_.-]*))?$/
const NODE_PARTS = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/
const REDIS_PORT = 6_379
const SENTINEL_PORT = 26_379

/**
 * `redis://[user:password@]host[:port]`, or `redis+sentinel://[user:password@]host[:port],host[:port]…/name`; `rediss`
 * for TLS. `undefined` when it is neither.
 */
export function parseRedisUrl(url: string): RedisAddress | undefined {
  const parts = URL_PARTS.exec(url)
  if (!parts) return undefined
  const [, scheme, sentinel, user, password, list = '', name] = parts
  const nodes = list.split(',').map((node) => parseNode(node, sentinel !== undefined))
  const isComplete = nodes.every((node) => node !== undefined)
  const isFitting = sentinel ? Boolean(name) : !name && nodes.length === 1
  if (!isComplete || !isFitting) return undefined
  return {
    nodes,
    primaryName: sentinel && name,
    tls: scheme === 'rediss',
    username: decoded(user),
    password: decoded(password),
  }
}

function parseNode(text: string, isSentinel: boolean): HostAndPort | undefined {
  const parts = NODE_PARTS.exec(text)
  const host = parts?.[1]?.replace(/^\[|\]$/g, '')
  const port = Number(parts?.[2] ?? (isSentinel ? SENTINEL_PORT : REDIS_PORT))
  return host && port > 0 && port < 65_536 ? { host, port } : undefined
}

function decoded(part: string | undefined): string | undefined {
  if (!part) return undefined
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
