/** Between two looks: often while people hope, seldom when they gave up. The last one repeats. */
const PACE: readonly { readonly untilMs: number; readonly everyMs: number }[] = [
  { untilMs: 30_000, everyMs: 250 },
  { untilMs: 120_000, everyMs: 1_000 },
  { untilMs: Number.POSITIVE_INFINITY, everyMs: 5_000 },
]
/** A quick reconnection needs no look. */
const FIRST_AFTER_MS = 400
/** On the way at once. A packet that was lost is sent again only after a second, so the next look is quicker. */
const LOOK_TIMEOUT_MS = 1_500

/** A server that can be reached and yet opens no socket is tried again after so long, then after twice as long. */
const AGAIN_MS = 500

/** Milliseconds from one look to the next, this long after the connection was lost. Pure. */
export function paceAfter(lostMs: number, jitter: number): number {
  const { everyMs = 0 } = PACE.find(({ untilMs }) => lostMs < untilMs) ?? {}
  return everyMs * (0.75 + jitter / 2)
}

export interface WatchServerOptions {
  /** The server's socket. */
  readonly url: string
  /** The server answered just now. */
  onReachable(): void
  readonly fetch?: typeof fetch
  /** What the network takes there and back: on a full one, looks of which several are on their way fill it more. */
  networkMs?(): number
}

/**
 * Looks whether the server can be reached, over HTTP: browsers make a page wait that opens one WebSocket after the
 * other in vain, up to a minute. Returns a function that stops.
 */
export function watchServer({
  url,
  onReachable,
  fetch = globalThis.fetch,
  networkMs = () => 0,
}: WatchServerOptions) {
  const looking = new AbortController()
  const address = healthOf(url)
  const startedAt = Date.now()
  let reachedAt = 0
  let tellAfterMs = 0
  let toldAt = 0
  const look = async () => {
    const lookedAt = Date.now()
    const timeoutMs = Math.max(LOOK_TIMEOUT_MS, 2 * networkMs())
    const signal = AbortSignal.any([looking.signal, AbortSignal.timeout(timeoutMs)])
    try {
      await fetch(address, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal })
      reachedAt = Date.now()
    } catch {
      // One that was sent before the network came back says nothing new.
      if (lookedAt > reachedAt) tellAfterMs = 0
      return
    }
    if (looking.signal.aborted || reachedAt - toldAt < tellAfterMs) return
    toldAt = reachedAt
    tellAfterMs = tellAfterMs * 2 || AGAIN_MS
    onReachable()
  }
  let timer = setTimeout(again, FIRST_AFTER_MS)
  function again(): void {
    if (globalThis.navigator?.onLine !== false) void look()
    const paceMs = paceAfter(Date.now() - startedAt, Math.random())
    timer = setTimeout(again, Math.max(paceMs, networkMs()))
  }
  return () => {
    clearTimeout(timer)
    looking.abort()
  }
}

function healthOf(url: string): URL {
  const address = new URL('/healthz', url)
  address.protocol = address.protocol.replace('ws', 'http')
  return address
}
