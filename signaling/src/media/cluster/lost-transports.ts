import type { TransportId } from '@visavis/protocol'

/** By then the node has closed what nobody came back for. */
const KEPT_MS = 60_000

interface Lost {
  readonly at: number
  readonly transports: readonly TransportId[]
}

/** What was on nodes that were given up: should one of them be back, nobody needs it any more. */
export class LostTransports {
  readonly #byNode = new Map<string, Lost>()

  add(node: string, transports: readonly TransportId[]): void {
    const at = performance.now()
    for (const [id, lost] of this.#byNode) if (at - lost.at > KEPT_MS) this.#byNode.delete(id)
    this.#byNode.set(node, { at, transports })
  }

  take(node: string): readonly TransportId[] {
    const transports = this.#byNode.get(node)?.transports ?? []
    this.#byNode.delete(node)
    return transports
  }
}
