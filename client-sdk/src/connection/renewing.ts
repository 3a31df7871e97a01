import type { TokenGrant } from '@visavis/protocol/browser'
import type { TokenCache } from './token-cache.ts'

/** Renewal comes this long before a token's end: enough for a few tries on a bad network. */
const AHEAD_MS = 60_000
const RETRY_MS = 10_000
/** Browsers fire a longer timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

export interface RenewingOptions {
  grant: TokenGrant
  tokens: TokenCache
  renew(grant: TokenGrant): Promise<unknown>
  onError(error: unknown): void
}

/** Puts a fresh token in force before each one ends. Returns a function that stops. */
export function startRenewing(options: RenewingOptions): () => void {
  let stopped = false
  let timer = setTimeout(renew, waitFor(options.grant))
  async function renew(): Promise<void> {
    let waitMs = RETRY_MS
    try {
      const grant = await options.tokens.take()
      if (stopped) return
      await options.renew(grant)
      waitMs = waitFor(grant)
    } catch (error) {
      if (!stopped) options.onError(error)
    }
    if (!stopped) timer = setTimeout(renew, waitMs)
  }
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/** A short token is renewed halfway. */
function waitFor(grant: TokenGrant): number {
  const leftMs = grant.expiresAt - Date.now()
  const waitMs = leftMs > 2 * AHEAD_MS ? leftMs - AHEAD_MS : leftMs / 2
  return Math.min(Math.max(waitMs, RETRY_MS), MAX_TIMER_MS)
}
