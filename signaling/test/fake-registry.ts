import type { Entry, Lease, Registry } from '@visavis/cluster'
import type { FakeNode } from './fake-node.ts'

/** A registry whose leases are renewed when a test says so. */
export class FakeRegistry implements Registry {
  readonly #renewals = new Map<FakeNode, number>()

  renew(...nodes: FakeNode[]): void {
    for (const node of nodes) this.#renewals.set(node, performance.now())
  }

  hold(): Lease {
    throw new Error('Nodes are renewed by tests')
  }

  async list(): Promise<readonly Entry[]> {
    return [...this.#renewals].map(([{ name: id, record: value }, renewedAt]) => ({
      id,
      value,
      ageMs: performance.now() - renewedAt,
    }))
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
