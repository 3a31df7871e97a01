import { type TokenSource, tokenFromUrl } from '@visavis/client-sdk'

/** Uses the one-time invitation in the address, if there is one, and takes it out of sight. */
export async function useInvite(): Promise<void> {
  const invite = new URLSearchParams(location.hash.slice(1)).get('invite')
  if (invite === null) return
  history.replaceState(history.state, '', location.pathname + location.search)
  // A used or wrong one shows when the token is asked for.
  await fetch('/demo/desk-session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ invite }),
  }).catch(() => undefined)
}

export function deskTokens(locale: string): TokenSource {
  return tokenFromUrl({ tokenUrl: '/demo/desk-token', product: 'desk', locale })
}
