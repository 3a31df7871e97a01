import { setTimeout as delay } from 'node:timers/promises'
import {
  type NodeAddress,
  SFU_LIMITS,
  type SfuCall,
  type SfuParams,
  type SfuResult,
  VisavisError,
} from '@visavis/protocol'
import { callLink, type LinkTls, SfuClient } from '@visavis/sfu-client'
import type { MediaLogger } from '../media-logger.ts'

/** Nodes are neighbours: what takes longer is as good as gone. */
const TIMEOUT_MS = 1_500
/** Between attempts to end something there. */
const AGAIN_MS = 1_000

export interface PeerNodeOptions {
  readonly secret: string | undefined
  readonly tls?: LinkTls | undefined
  readonly logger: MediaLogger
  /** Milliseconds without a link after which the other node has let go of our pipes. */
  readonly orphanMs?: number
}

/** Another node, of which this one asks for tracks. While the link is down what comes over pipes goes on. */
export class PeerNode {
  readonly #client: SfuClient
  readonly #orphanMs: number
  readonly #sendings = new Map<string, () => void>()
  readonly #forgotten = new Set<() => void>()
  #down: NodeJS.Timeout | undefined
  #isClosed = false

  static async connect(
    { node, url }: NodeAddress,
    { secret, tls, logger, orphanMs = SFU_LIMITS.orphanMs }: PeerNodeOptions,
  ): Promise<PeerNode> {
    const options = { node, url, secret, tls, logger, timeoutMs: TIMEOUT_MS, isHasty: true }
    return new PeerNode(await SfuClient.connect(options), orphanMs)
  }

  private constructor(client: SfuClient, orphanMs: number) {
    this.#client = client
    this.#orphanMs = orphanMs
    client.onLink((link) => {
      if (this.#isClosed) return
      if (link.kind === 'down') this.#down ??= setTimeout(() => this.#forget(), this.#orphanMs)
      else if (link.kind === 'other-node') this.#forget()
      else this.#goOn(link.resumed)
    })
    client.onNotice(({ notice, params }) => {
      if (notice === 'pipe.ended') this.#sendings.get(params.sending)?.()
    })
  }

  call<C extends SfuCall>(method: C, params: SfuParams<C>): Promise<SfuResult<C>> {
    return callLink(this.#client, method, params)
  }

  /**
   * Ends what the other node has for us, or may have: asked again until there is an answer. A node that never hears of it
   * lets go of it with all that is ours.
   */
  async end<C extends 'pipe.close' | 'pipe.stop'>(method: C, params: SfuParams<C>): Promise<void> {
    // It may notice the loss of the link later than this one.
    const until = performance.now() + 2 * this.#orphanMs
    while (!(await this.#isAnswered(method, params))) {
      if (this.#isClosed || performance.now() > until) return
      await delay(AGAIN_MS, undefined, { ref: false })
    }
  }

  /** Tells when the track that is sent under this name has ended there. */
  onEnded(sending: string, listener: () => void): () => void {
    this.#sendings.set(sending, listener)
    return () => this.#sendings.delete(sending)
  }

  /** Tells when the other node has nothing of ours any more. */
  onForgotten(listener: () => void): () => void {
    this.#forgotten.add(listener)
    return () => this.#forgotten.delete(listener)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#down)
    await this.#client.close()
  }

  /** That there is nothing of that name is as good. */
  async #isAnswered<C extends SfuCall>(method: C, params: SfuParams<C>): Promise<boolean> {
    try {
      await this.call(method, params)
      return true
    } catch (error) {
      return VisavisError.from(error).code !== 'media-unavailable'
    }
  }

  #goOn(resumed: boolean): void {
    clearTimeout(this.#down)
    this.#down = undefined
    if (!resumed) this.#forget()
  }

  #forget(): void {
    for (const listener of [...this.#forgotten]) listener()
  }
}
