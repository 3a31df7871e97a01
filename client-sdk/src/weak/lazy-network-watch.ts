import type { Notification } from '../connection/rpc.ts'
import { wait } from '../wait.ts'
import type { NetworkContext, NetworkWatch } from './network-watch.ts'

/** A call's first moments belong to its first picture. */
const AFTER_MS = 2_000

/** Fetches what looks after weak networks when a call is under way, or when the server asks for it. */
export class LazyNetworkWatch {
  readonly #context: NetworkContext
  #loading: Promise<NetworkWatch | null> | null = null
  #watch: NetworkWatch | null = null
  #isStopped = false

  constructor(context: NetworkContext) {
    this.#context = context
  }

  start(): void {
    void wait(AFTER_MS).then(() => this.#load())
  }

  receive(notification: Notification): void {
    void this.#load().then((watch) => watch?.receive(notification))
  }

  follow(): void {
    this.#watch?.follow()
  }

  repeat(): void {
    this.#watch?.repeat()
  }

  stop(): void {
    this.#isStopped = true
    this.#watch?.stop()
  }

  #load(): Promise<NetworkWatch | null> {
    this.#loading ??= this.#create().catch((error: unknown) => {
      this.#context.logger.info('network watch not loaded', { error: String(error) })
      this.#loading = null
      return null
    })
    return this.#loading
  }

  async #create(): Promise<NetworkWatch | null> {
    const { NetworkWatch } = await import('./index.ts')
    if (this.#isStopped) return null
    this.#watch = new NetworkWatch(this.#context)
    return this.#watch
  }
}
