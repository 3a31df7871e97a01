import { randomUUID } from 'node:crypto'
import {
  SFU_CALLER_HEADER,
  SFU_LIMITS,
  type SfuAnswer,
  type SfuLink,
  type SfuNoticeEvent,
  type SfuRequest,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { LinkTls } from './link-tls.ts'
import { noticesOfLoss } from './lost-workers.ts'
import { PendingBatches, unavailable } from './pending-batches.ts'
import { PlacedSessions } from './placed-sessions.ts'
import { ReconnectingSocket } from './reconnecting-socket.ts'
import { readSfuFrame } from './sfu-frames.ts'

/** Requests that the node has not taken. Beyond it a batch is refused, not kept. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024
const TIMEOUT_MS = 10_000
/** `{"id":…,"calls":…}` around a batch. */
const ENVELOPE_BYTES = 64

export interface SfuClientOptions {
  /** `ws:` or `wss:` */
  url: string
  /** Needed unless the node listens on loopback without one. */
  secret?: string | undefined
  /** For `wss:`, to nodes that want certificates. */
  tls?: LinkTls | undefined
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  timeoutMs?: number
  /** Gives up with the first attempt to connect, not with the timeout. */
  isHasty?: boolean
  /** Whose link it is to be: another node at the address is not spoken to. */
  node?: string
  heartbeatMs?: number
  /** By which the node knows whose media is whose. By default a new one, for as long as this lives. */
  caller?: string
}

/** What becomes of a link. `resumed`: the node still has what this side made before. */
export type LinkState =
  | { readonly kind: 'up'; readonly resumed: boolean }
  /** `refused`: nobody listens there. */
  | { readonly kind: 'down'; readonly refused: boolean }
  /** Another node answers there: this one is gone. */
  | { readonly kind: 'other-node' }

/** A media node in another process. Reconnects by itself; while the link is down calls are refused. */
export class SfuClient implements SfuLink {
  readonly #logger: SfuClientOptions['logger']
  readonly #isHasty: boolean
  readonly #node: string | undefined
  readonly #socket: ReconnectingSocket
  readonly #pending: PendingBatches
  readonly #placed = new PlacedSessions()
  readonly #listeners = new Set<(event: SfuNoticeEvent) => void>()
  readonly #watchers = new Set<(state: LinkState) => void>()
  readonly #firstUp = Promise.withResolvers<void>()
  #lost: ReadonlyMap<string, ReadonlySet<string>> = new Map()

  /** Not linked yet: `onLink` tells. */
  static open(options: SfuClientOptions): SfuClient {
    return new SfuClient(options)
  }

  /** Resolves when the node has greeted; rejects when it refuses us, or does not within the timeout. */
  static async connect(options: SfuClientOptions): Promise<SfuClient> {
    if (!URL.canParse(options.url)) throw unavailable(`${options.url} is not a URL.`)
    const client = SfuClient.open(options)
    const giveUp = () => client.#firstUp.reject(unavailable('The media node does not answer.'))
    const late = setTimeout(giveUp, options.timeoutMs ?? TIMEOUT_MS)
    try {
      await client.#firstUp.promise
      return client
    } catch (error) {
      await client.close()
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  private constructor(options: SfuClientOptions) {
    const { url, secret, logger, timeoutMs, heartbeatMs, caller = randomUUID() } = options
    this.#logger = logger
    this.#isHasty = options.isHasty ?? false
    this.#node = options.node
    // Nobody may be waiting for it.
    this.#firstUp.promise.catch(() => {})
    this.#pending = new PendingBatches(timeoutMs ?? TIMEOUT_MS)
    this.#socket = new ReconnectingSocket({
      url,
      headers: {
        [SFU_CALLER_HEADER]: caller,
        ...(secret && { authorization: `Bearer ${secret}` }),
      },
      tls: options.tls,
      maxPayload: SFU_LIMITS.frameBytes,
      heartbeatMs: heartbeatMs ?? SFU_LIMITS.heartbeatMs,
      onText: (text) => this.#read(text),
      onDown: (reason) => this.#down(reason),
    })
  }

  async send(requests: readonly SfuRequest[]): Promise<readonly SfuAnswer[]> {
    const batches: Promise<readonly SfuAnswer[]>[] = []
    for (let from = 0; from < requests.length; from += SFU_LIMITS.callsPerBatch) {
      batches.push(this.#sendBatch(requests.slice(from, from + SFU_LIMITS.callsPerBatch)))
    }
    return (await Promise.all(batches)).flat()
  }

  onNotice(listener: (event: SfuNoticeEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells of each time that the link goes up or down, and of each attempt in vain. */
  onLink(watcher: (state: LinkState) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  async close(): Promise<void> {
    await this.#socket.close()
    this.#pending.failAll('The link is closed.')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #sendBatch(calls: readonly SfuRequest[]): Promise<readonly SfuAnswer[]> {
    if (!this.#socket.isUp) throw unavailable('The link to the media node is down.')
    if (this.#socket.queuedBytes > MAX_QUEUED_BYTES)
      throw unavailable('The media node is too slow.')
    const text = JSON.stringify(calls)
    if (Buffer.byteLength(text) > SFU_LIMITS.frameBytes - ENVELOPE_BYTES) {
      throw new VisavisError('frame-too-large')
    }
    this.#placed.asked(calls)
    return this.#pending.open(calls.length, (id) => {
      this.#socket.send(`{"id":${id},"calls":${text}}`)
    })
  }

  #read(text: string): void {
    const frame = readSfuFrame(text)
    switch (frame?.kind) {
      case 'opened':
        this.#opened(frame.node, frame.resumed)
        break
      case 'answers':
        if (!this.#pending.answer(frame.id, frame.answers)) this.#misbehaved()
        break
      case 'notice':
        this.#placed.told(frame.event)
        this.#emit(frame.event)
        break
      case 'unknown':
        break
      default:
        this.#misbehaved()
    }
  }

  #opened(node: string, resumed: boolean): void {
    if (this.#node !== undefined && node !== this.#node) {
      this.#tell({ kind: 'other-node' })
      this.#socket.drop()
      return
    }
    this.#logger.info({ resumed }, 'media node linked')
    if (!resumed) this.#lost = new Map([...this.#lost, ...this.#placed.takeAll()])
    this.#firstUp.resolve()
    this.#tell({ kind: 'up', resumed })
    if (this.#lost.size > 0) void this.#tellLosses()
  }

  /** Kept for the next link where this one goes down meanwhile. */
  async #tellLosses(): Promise<void> {
    const lost = this.#lost
    try {
      const [description] = await this.#sendBatch([{ method: 'node.describe', params: {} }])
      const notices = noticesOfLoss(lost, description)
      if (this.#lost !== lost) return
      if (!notices) return this.#socket.drop()
      this.#lost = new Map()
      for (const notice of notices) this.#emit(notice)
    } catch (error) {
      this.#logger.warn({ err: error }, 'the media node went away again')
    }
  }

  #down(reason: string): void {
    this.#pending.failAll('The link to the media node went down.')
    this.#logger.warn({ reason }, 'media node not linked')
    const refused = reason.includes('ECONNREFUSED')
    this.#tell({ kind: 'down', refused })
    // Time does not heal a wrong secret or address; a node that is not up yet may come.
    if (this.#isHasty || /\b40[0-9]\b/.test(reason)) this.#firstUp.reject(unavailable(`${reason}.`))
  }

  #misbehaved(): void {
    this.#logger.error('the media node sent something that is not in the protocol')
    this.#socket.drop()
  }

  #tell(state: LinkState): void {
    for (const watcher of this.#watchers) watcher(state)
  }

  #emit(event: SfuNoticeEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#logger.error({ err: error, notice: event.notice }, 'a notice listener threw')
      }
    }
  }
}
