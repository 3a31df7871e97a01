import type { OpenWire, Wire } from '../connection/wire.ts'

/** A socket this young is given its chance though the server answers elsewhere; each further one twice as long. */
const CHANCE_MS = 300

export interface ReopenOptions {
  readonly openWire: OpenWire
  readonly url: string
  readonly signal: AbortSignal
  /** Calls back when the server was reached by other means. Returns a function that stops. */
  watch(onReachable: () => void): () => void
}

/**
 * Opens a socket, and another in its place when the server turns out to be reachable meanwhile: the first packet may
 * have been lost, and TCP repeats it only after seconds. Not beside it: browsers open one at a time.
 */
export function reopenWire(options: ReopenOptions): Promise<Wire> {
  return new Promise((resolve, reject) => open(options, resolve, reject))
}

function open(
  { openWire, url, signal, watch }: ReopenOptions,
  resolve: (wire: Wire) => void,
  reject: (error: unknown) => void,
): void {
  let attempt = new AbortController()
  let chanceMs = CHANCE_MS
  let startedAt = 0
  const stop = watch(() => {
    if (Date.now() - startedAt < chanceMs) return
    chanceMs *= 2
    attempt.abort()
    start()
  })
  function start(): void {
    const mine = new AbortController()
    attempt = mine
    startedAt = Date.now()
    openWire(url, AbortSignal.any([signal, mine.signal])).then(
      (wire) => {
        if (attempt === mine) settle(() => resolve(wire))
        else wire.close('finished')
      },
      (error: unknown) => attempt === mine && settle(() => reject(error)),
    )
  }
  function settle(act: () => void): void {
    stop()
    act()
  }
  start()
}
