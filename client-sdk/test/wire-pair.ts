import { CLOSE_REASONS } from '@visavis/protocol/browser'
import type { Wire } from '../src/connection/wire.ts'

/** Two wires that are each other's other end. Nothing moves until `flush`: the test decides when. */
export class WirePair {
  readonly client: Wire
  readonly server: Wire
  readonly #toClient: string[] = []
  readonly #toServer: string[] = []
  #open = true

  constructor() {
    this.client = this.#end(this.#toServer)
    this.server = this.#end(this.#toClient)
  }

  /** Delivers everything sent so far, and what is sent in answer. */
  flush(): void {
    while (this.#open) {
      const toServer = this.#toServer.shift()
      if (toServer !== undefined) this.server.onMessage(toServer)
      const toClient = this.#toClient.shift()
      if (toClient !== undefined) this.client.onMessage(toClient)
      if (toServer === undefined && toClient === undefined) return
    }
  }

  /** Breaks like a network: what was not delivered is lost. */
  cut(code = 1006): void {
    if (!this.#open) return
    this.#open = false
    this.client.onClose(code)
    this.server.onClose(code)
  }

  #end(outgoing: string[]): Wire {
    return {
      send: (text) => void (this.#open && outgoing.push(text)),
      close: (reason) => this.cut(CLOSE_REASONS[reason]),
      onMessage: () => {},
      onClose: () => {},
    }
  }
}
