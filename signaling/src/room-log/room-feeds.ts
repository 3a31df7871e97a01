import type { RoomEvent, RoomId, TenantId } from '@visavis/protocol'
import type { Announcement, Bus } from './bus.ts'
import { RoomFollower } from './follower.ts'
import type { Follower, FollowOptions } from './room-log.ts'
import type { Head } from './stored-events.ts'

/** An announcement that was lost is noticed within this time, give or take the jitter. */
const HEAD_CHECK_MS = 1_000
/** While nothing is announced, this is what there is. Each is one statement for all rooms of the process. */
const SILENT_HEAD_CHECK_MS = 250
const HEAD_CHECK_JITTER = 0.2

export interface RoomFeedsOptions {
  readonly bus: Bus
  read(tenant: TenantId, room: RoomId, after: number): Promise<readonly RoomEvent[]>
  /** Where the logs of these rooms end; one statement. */
  heads(rooms: readonly RoomId[]): Promise<readonly Head[]>
  onAnnouncement(announcement: Announcement): void
  onError(error: unknown): void
}

interface Feed {
  readonly followers: Set<RoomFollower>
  unsubscribe(): void
}

/** The followers of every room that is followed in this process. */
export class RoomFeeds {
  readonly #options: RoomFeedsOptions
  readonly #feeds = new Map<string, Feed & { room: RoomId }>()
  /** Rooms that may be ahead of what was heard. */
  readonly #doubted = new Set<RoomId>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: RoomFeedsOptions) {
    this.#options = options
  }

  follow(options: FollowOptions): Follower {
    const { tenant, room } = options
    const feed = this.#feedOf(tenant, room)
    const follower = new RoomFollower({
      ...options,
      read: (after) => this.#options.read(tenant, room, after),
      onClosed: (closed) => this.#remove(tenant, room, closed),
    })
    feed.followers.add(follower)
    this.#scheduleCheck()
    return follower
  }

  offer(tenant: TenantId, room: RoomId, events: readonly RoomEvent[]): void {
    const feed = this.#feeds.get(keyOf(tenant, room))
    for (const follower of feed?.followers ?? []) follower.offer(events)
  }

  hear(tenant: TenantId, room: RoomId, head: number): void {
    const feed = this.#feeds.get(keyOf(tenant, room))
    for (const follower of feed?.followers ?? []) follower.hear(head)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const { followers } of [...this.#feeds.values()]) {
      for (const follower of [...followers]) follower.close()
    }
  }

  #feedOf(tenant: TenantId, room: RoomId): Feed {
    const key = keyOf(tenant, room)
    const known = this.#feeds.get(key)
    if (known !== undefined) return known
    const unsubscribe = this.#options.bus.subscribe(room, {
      onAnnouncement: (announcement) => {
        if (announcement.tenant === tenant) this.#options.onAnnouncement(announcement)
      },
      onListening: () => this.#doubt(room),
    })
    const feed = { room, followers: new Set<RoomFollower>(), unsubscribe }
    this.#feeds.set(key, feed)
    return feed
  }

  #remove(tenant: TenantId, room: RoomId, follower: RoomFollower): void {
    const feed = this.#feeds.get(keyOf(tenant, room))
    feed?.followers.delete(follower)
    if (feed === undefined || feed.followers.size > 0) return
    feed.unsubscribe()
    this.#feeds.delete(keyOf(tenant, room))
  }

  #scheduleCheck(): void {
    if (this.#timer !== undefined || this.#closed || this.#feeds.size === 0) return
    const jitter = 1 + HEAD_CHECK_JITTER * (2 * Math.random() - 1)
    const everyMs = this.#options.bus.isUp ? HEAD_CHECK_MS : SILENT_HEAD_CHECK_MS
    this.#timer = setTimeout(() => void this.#checkAll(), everyMs * jitter).unref()
  }

  async #checkAll(): Promise<void> {
    await this.#check([...this.#feeds.values()].map(({ room }) => room))
    this.#timer = undefined
    this.#scheduleCheck()
  }

  /** Looks soon, once for all rooms that come back together. */
  #doubt(room: RoomId): void {
    if (this.#doubted.size === 0) setImmediate(() => void this.#checkDoubted())
    this.#doubted.add(room)
  }

  async #checkDoubted(): Promise<void> {
    const rooms = [...this.#doubted]
    this.#doubted.clear()
    if (!this.#closed) await this.#check(rooms)
  }

  async #check(rooms: readonly RoomId[]): Promise<void> {
    try {
      const heads = await this.#options.heads(rooms)
      for (const { tenant, room, head } of heads) this.hear(tenant, room, head)
    } catch (error) {
      if (!this.#closed) this.#options.onError(error)
    }
  }
}

function keyOf(tenant: TenantId, room: RoomId): string {
  return `${tenant}/${room}`
}
