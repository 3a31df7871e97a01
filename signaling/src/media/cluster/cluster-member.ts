import {
  type MediaNodeRecord,
  type NodeStatus,
  type RtpCapabilities,
  type SfuAnswer,
  type SfuNoticeEvent,
  type SfuRequest,
  VisavisError,
} from '@visavis/protocol'
import { callLink, type LinkTls, SfuClient } from '@visavis/sfu-client'
import type { Logger } from 'pino'
import { isDead, type RegistryView } from './is-dead.ts'

export interface ClusterMemberOptions {
  readonly id: string
  readonly record: MediaNodeRecord
  /** This process, to nodes. */
  readonly caller: string
  readonly secret: string | undefined
  readonly tls?: LinkTls | undefined
  readonly logger: Logger
  onNotice(event: SfuNoticeEvent): void
  /** It can be used, can be used no longer, or says something else of itself. */
  onChanged(): void
}

type MemberLink =
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly since: number; refusals: number }
  /** Another process answers at its address. */
  | { readonly kind: 'replaced' }

/** One media node of several, as long as it lives. */
export class ClusterMember {
  readonly id: string
  readonly #options: ClusterMemberOptions
  readonly #client: SfuClient
  #link: MemberLink = { kind: 'down', since: performance.now(), refusals: 0 }
  #registry: RegistryView = { kind: 'unknown' }
  #record: MediaNodeRecord
  #status: NodeStatus = { admission: 'open', workers: [] }
  #rtpCapabilities: RtpCapabilities | undefined

  constructor(options: ClusterMemberOptions) {
    const { id, record, caller, secret, tls, logger } = options
    this.id = id
    this.#options = options
    this.#record = record
    this.#client = SfuClient.open({ url: record.url, node: id, caller, secret, tls, logger })
    this.#client.onNotice((event) => this.#onNotice(event))
    this.#client.onLink((state) => {
      if (state.kind === 'up') void this.#welcome()
      else if (state.kind === 'other-node') this.#link = { kind: 'replaced' }
      else this.#noteDown(state.refused)
      this.#options.onChanged()
    })
  }

  get url(): string {
    return this.#record.url
  }

  get region(): string | undefined {
    return this.#record.region
  }

  get isUp(): boolean {
    return this.#link.kind === 'up' && this.#rtpCapabilities !== undefined
  }

  /** Known once it was up. */
  get rtpCapabilities(): RtpCapabilities | undefined {
    return this.#rtpCapabilities
  }

  get status(): NodeStatus {
    return this.#status
  }

  get isReplaced(): boolean {
    return this.#link.kind === 'replaced'
  }

  isDead(now: number): boolean {
    if (this.#link.kind === 'up') return false
    if (this.#link.kind === 'replaced') return true
    const { since: downSince, refusals } = this.#link
    return isDead({ downSince, refusals, registry: this.#registry }, now)
  }

  /** What the registry has of it; `null` when nothing. */
  note(entry: { readonly record: MediaNodeRecord; readonly ageMs: number } | null): void {
    const seenAt = performance.now()
    this.#registry = entry
      ? { kind: 'listed', renewedAt: seenAt - entry.ageMs, seenAt }
      : { kind: 'absent' }
    if (entry) this.#record = entry.record
  }

  /** Never rejects: where the link is down every call is answered `media-unavailable`. */
  async send(requests: readonly SfuRequest[]): Promise<readonly SfuAnswer[]> {
    try {
      return await this.#client.send(requests)
    } catch (error) {
      const { code, message } = VisavisError.from(error)
      return requests.map(() => ({ error: { code, message } }))
    }
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** What it tells from now on is news; what it told before is asked. */
  async #welcome(): Promise<void> {
    try {
      const { rtpCapabilities, ...status } = await callLink(this.#client, 'node.describe', {})
      this.#link = { kind: 'up' }
      this.#rtpCapabilities = rtpCapabilities
      this.#status = status
      this.#options.onChanged()
    } catch (err) {
      this.#options.logger.warn({ err, node: this.id }, 'a media node does not describe itself')
    }
  }

  #noteDown(refused: boolean): void {
    if (this.#link.kind === 'up') {
      this.#link = { kind: 'down', since: performance.now(), refusals: 0 }
      // What it had before says nothing of now.
      this.#registry = { kind: 'unknown' }
    }
    if (this.#link.kind === 'down' && refused) this.#link.refusals++
  }

  #onNotice(event: SfuNoticeEvent): void {
    if (event.notice === 'node.status') this.#status = event.params
    if (event.notice === 'worker.died') this.#replace(event.params.worker, event.params.replacement)
    if (event.notice === 'node.status') this.#options.onChanged()
    else this.#options.onNotice(event)
  }

  #replace(dead: string, replacement: string): void {
    const others = this.#status.workers.filter(({ worker }) => worker !== dead)
    const isKnown = others.some(({ worker }) => worker === replacement)
    const fresh = { worker: replacement, transports: 0, consumers: 0, isSuspect: false }
    this.#status = { ...this.#status, workers: isKnown ? others : [...others, fresh] }
  }
}
