import type { Rpc } from '../connection/rpc.ts'
import type { OpenWire } from '../connection/wire.ts'
import { reopenWire } from './reopen-wire.ts'
import { watchWaking } from './wake.ts'
import { watchServer } from './watch-server.ts'

export interface SocketCareHost {
  /** The socket that was doubted is heard again. */
  onRevived(rpc: Rpc): void
  /** The server answers over HTTP. */
  onReachable(): void
  /** Much may have changed: the page is seen again, the device is on another network. */
  onWake(): void
  /** What the network takes there and back, as far as it is known. */
  networkMs(): number
}

/** What makes a lost connection come back sooner. One for a connection's life. */
export class SocketCare {
  readonly #host: SocketCareHost
  readonly #stopWaking: () => void
  /** Given up while another is sought, unless it is heard again before. */
  #doubted: Rpc | null = null
  #isSought = false
  #stopLooking: () => void = () => {}
  #hurry: () => void = () => {}

  constructor(host: SocketCareHost) {
    this.#host = host
    this.#stopWaking = watchWaking(() => host.onWake())
  }

  readonly openWire = (openWire: OpenWire, url: string, signal: AbortSignal) => {
    const watch = (onReachable: () => void) => {
      this.#hurry = onReachable
      return () => {
        this.#hurry = () => {}
      }
    }
    return reopenWire({ openWire, url, signal, watch })
  }

  /** Looks for the server while a lost connection is sought, and at no other time. */
  follow(isSought: boolean, url: string): void {
    if (isSought === this.#isSought) return
    this.#isSought = isSought
    this.#stopLooking()
    if (!isSought) return
    const onReachable = () => {
      this.#hurry()
      this.#host.onReachable()
    }
    this.#stopLooking = watchServer({ url, onReachable, networkMs: () => this.#host.networkMs() })
  }

  get doubted(): Rpc | null {
    return this.#doubted
  }

  /** Nothing comes back on this socket, which may still turn out to be slow. */
  doubt(rpc: Rpc): void {
    this.#doubted = rpc
    rpc.onAlive = () => {
      rpc.onAlive = () => {}
      if (this.forget(rpc)) this.#host.onRevived(rpc)
    }
  }

  /** Whether it was doubted until now. */
  forget(rpc: Rpc): boolean {
    const wasDoubted = this.#doubted === rpc
    if (wasDoubted) this.#doubted = null
    return wasDoubted
  }

  /** From here on the server takes another socket for the session's. */
  drop(): void {
    const rpc = this.#doubted
    this.#doubted = null
    rpc?.close('heartbeat-lost')
  }

  close(): void {
    this.drop()
    this.#stopWaking()
    this.#stopLooking()
  }
}
