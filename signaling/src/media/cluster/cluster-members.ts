import { randomUUID } from 'node:crypto'
import type { Registry } from '@visavis/cluster'
import { MEDIA_NODES, MediaNodeRecord, type SfuNoticeEvent } from '@visavis/protocol'
import type { LinkTls } from '@visavis/sfu-client'
import type { Logger } from 'pino'
import { Compile } from 'typebox/compile'
import { ClusterMember } from './cluster-member.ts'

/** Between two looks at who there is. */
const LOOK_MS = 300

const checkRecord = Compile(MediaNodeRecord)

export interface ClusterMembersOptions {
  readonly registry: Registry
  readonly secret: string | undefined
  readonly tls?: LinkTls | undefined
  readonly logger: Logger
  onNotice(event: SfuNoticeEvent, member: ClusterMember): void
  /** Somebody came, went, or says something else of itself. */
  onChanged(): void
  /** It is gone, with all that it carried. */
  onLost(member: ClusterMember): void
  /** It is about to stop. Told once. */
  onLeaving(member: ClusterMember): void
}

/** The media nodes that there are: found through the registry, each with one control link for as long as it lives. */
export class ClusterMembers {
  readonly #options: ClusterMembersOptions
  /** Also of a node that was given up and is back: what it still has of sessions here is this process' own. */
  readonly #caller = randomUUID()
  readonly #members = new Map<string, ClusterMember>()
  /** Whose lease may outlive them, and when they were given up. */
  readonly #gone = new Map<string, number>()
  readonly #leaving = new WeakSet<ClusterMember>()
  readonly #timer: NodeJS.Timeout
  #isLooking = false
  #isClosed = false

  constructor(options: ClusterMembersOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.#look(), LOOK_MS)
    void this.#look()
  }

  get all(): ClusterMember[] {
    return [...this.#members.values()]
  }

  ofWorker(worker: string): ClusterMember | undefined {
    return this.all.find(({ status }) => status.workers.some((one) => one.worker === worker))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    await Promise.all(this.all.map((member) => member.close()))
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const entries = await this.#options.registry.list(MEDIA_NODES)
      if (!this.#isClosed) this.#follow(entries)
    } catch (err) {
      // What is linked stays linked.
      this.#options.logger.debug({ err }, 'the registry of media nodes is out of reach')
    } finally {
      this.#isLooking = false
    }
    if (!this.#isClosed) this.#bury()
  }

  #follow(entries: Awaited<ReturnType<Registry['list']>>): void {
    const now = performance.now()
    const listed = new Set(entries.map(({ id }) => id))
    for (const { id, value, ageMs } of entries) {
      // One that renews its lease after it was given up was only cut off.
      const isGone = now - ageMs <= (this.#gone.get(id) ?? -Infinity)
      if (!checkRecord.Check(value) || isGone) continue
      const known = this.#members.get(id)
      if (known) known.note({ record: value, ageMs })
      else this.#add(id, value)
    }
    for (const member of this.all) if (!listed.has(member.id)) member.note(null)
    for (const id of this.#gone.keys()) if (!listed.has(id)) this.#gone.delete(id)
  }

  #add(id: string, record: MediaNodeRecord): void {
    const { secret, tls, logger, onNotice } = this.#options
    logger.info({ node: id, region: record.region }, 'media node found')
    const member: ClusterMember = new ClusterMember({
      id,
      record,
      caller: this.#caller,
      secret,
      tls,
      logger,
      onNotice: (event) => onNotice(event, member),
      onChanged: () => this.#changed(member),
    })
    this.#members.set(id, member)
    this.#gone.delete(id)
  }

  #changed(member: ClusterMember): void {
    this.#bury()
    this.#options.onChanged()
    if (member.status.admission !== 'draining' || this.#leaving.has(member)) return
    this.#leaving.add(member)
    this.#options.logger.info({ node: member.id }, 'media node drains; moving its calls')
    this.#options.onLeaving(member)
  }

  #bury(): void {
    const now = performance.now()
    for (const member of this.all) {
      if (!member.isDead(now)) continue
      this.#options.logger.warn({ node: member.id }, 'media node lost')
      this.#members.delete(member.id)
      this.#gone.set(member.id, member.isReplaced ? Infinity : now)
      void member.close()
      this.#options.onChanged()
      this.#options.onLost(member)
    }
  }
}
