/** What is known of a media node whose control link is down. Times in milliseconds of one clock. */
export interface Absence {
  readonly downSince: number
  /** Attempts since then at which nobody listened there: the host is up, the process is not. */
  readonly refusals: number
  readonly registry: RegistryView
}

export type RegistryView =
  /** It has not been looked at since the link went down. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'absent' }
  /** `seenAt`: it may be out of reach since. */
  | { readonly kind: 'listed'; readonly renewedAt: number; readonly seenAt: number }

const REFUSALS = 2
/** A living node renews its lease at once when a link of its goes down. */
const REFUSED_MS = 300
/** Renewals come every 2 s. */
const SILENT_MS = 2_500
/** Nobody can vouch for it; less would take a restart of everything for the death of every node. */
const UNKNOWN_MS = 3_000

/**
 * Whether a node without a link is gone. A node that still renews its lease is only cut off: its media goes on, and it is waited
 * for. A lost lease alone says nothing, as the registry may be what is gone: this is asked of nodes without a link only. Nor does a
 * lease that could not be looked at: who is cut off from everything waits.
 */
export function isDead({ downSince, refusals, registry }: Absence, now: number): boolean {
  const downMs = now - downSince
  const isRefused = refusals >= REFUSALS
  switch (registry.kind) {
    case 'absent':
      return true
    case 'listed':
      // One last renewal may come between the loss of a link and the end of the process.
      if (registry.renewedAt > downSince) return isRefused && now - registry.renewedAt >= SILENT_MS
      return registry.seenAt - downSince >= SILENT_MS || (isRefused && downMs >= REFUSED_MS)
    case 'unknown':
      return isRefused && downMs >= UNKNOWN_MS
  }
}
