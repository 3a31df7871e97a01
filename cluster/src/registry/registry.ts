/** Without renewal an entry lasts this long. Shorter notices a dead process sooner and forgives less of a stall. */
export const LEASE_MS = 6_000

/** Renewals within one lease: two may fail. */
export const RENEWALS_PER_LEASE = 3

/**
 * Which processes there are. Entries are held under a lease that is renewed until it is closed. That an entry is missing
 * does not mean that its process is gone: the registry itself may have been.
 */
export interface Registry extends AsyncDisposable {
  /** Neither throws nor waits: put as soon as can be, and again after the registry was lost. `value` is JSON. */
  hold(kind: string, id: string, value: unknown): Lease
  /** Rejects when the registry is out of reach. */
  list(kind: string): Promise<readonly Entry[]>
  /** Gives all leases back. */
  close(): Promise<void>
}

export interface Lease extends AsyncDisposable {
  /** Takes effect at once. */
  update(value: unknown): void
  /** Takes the entry away. */
  close(): Promise<void>
}

export interface Entry {
  readonly id: string
  /** As it was put: parse it. */
  readonly value: unknown
  /** Milliseconds since it was renewed, by the clock of the registry. */
  readonly ageMs: number
}
