import type { PubSub } from '@visavis/cluster'
import { type TenantId, WantedRecording } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

/** What is wanted is said again this often: to recorders that come late, and those that missed it. */
const REPEAT_MS = 2_000

const News = Compile(
  Type.Object({ origin: Type.String(), recordings: Type.Array(WantedRecording) }),
)

export interface RecordingNewsOptions {
  readonly pubSub: PubSub
  /** This process, to the others. */
  readonly instance: string
  /** Whether there are others. */
  readonly isShared: boolean
  /** Of the rooms that are here. */
  wanted(): ReadonlyMap<TenantId, readonly WantedRecording[]>
  onWanted(tenant: TenantId, recording: WantedRecording): void
}

/** Tells recorders that are connected to other processes which rooms here are to be recorded. */
export class RecordingNews {
  readonly #options: RecordingNewsOptions
  readonly #subscriptions = new Map<TenantId, () => void>()
  readonly #timer: NodeJS.Timeout | undefined

  constructor(options: RecordingNewsOptions) {
    this.#options = options
    if (options.isShared) this.#timer = setInterval(() => this.#repeat(), REPEAT_MS).unref()
  }

  /** There is a recorder of this tenant here. */
  follow(tenant: TenantId): void {
    const { pubSub, isShared, instance, onWanted } = this.#options
    if (!isShared || this.#subscriptions.has(tenant)) return
    const stop = pubSub.subscribe(topicOf(tenant), {
      onMessage(message) {
        if (!News.Check(message) || message.origin === instance) return
        for (const recording of message.recordings) onWanted(tenant, recording)
      },
    })
    this.#subscriptions.set(tenant, stop)
  }

  share(tenant: TenantId, recordings: readonly WantedRecording[]): void {
    const { pubSub, instance, isShared } = this.#options
    if (!isShared || recordings.length === 0) return
    pubSub.publish(topicOf(tenant), { origin: instance, recordings })
  }

  close(): void {
    clearInterval(this.#timer)
    for (const stop of this.#subscriptions.values()) stop()
    this.#subscriptions.clear()
  }

  #repeat(): void {
    for (const [tenant, recordings] of this.#options.wanted()) this.share(tenant, recordings)
  }
}

function topicOf(tenant: TenantId): string {
  return `recordings:${tenant}`
}
