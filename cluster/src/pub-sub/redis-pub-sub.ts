import type { RedisClient } from '../redis/redis-client.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { PubSub, Subscriber } from './pub-sub.ts'

const PREFIX = 'visavis:'

interface Topic {
  readonly subscribers: Set<Subscriber>
  /** The connection that listens for it. */
  on: RedisClient | undefined
  isSyncing: boolean
}

/** Sharded pub/sub of Redis. What is said while Redis is out of reach is lost. */
export class RedisPubSub implements PubSub {
  readonly #link: RedisLink
  readonly #topics = new Map<string, Topic>()
  readonly #stopWatching: () => void

  /** The link is the caller's to close. */
  constructor(link: RedisLink) {
    this.#link = link
    this.#stopWatching = link.onUp(() => {
      for (const name of this.#topics.keys()) void this.#sync(name)
    })
  }

  get isUp(): boolean {
    return this.#link.isUp
  }

  publish(topic: string, message: unknown): void {
    if (!this.#link.isUp) return
    // Lost is lost: who must know finds out by other means.
    this.#link.commands.sPublish(PREFIX + topic, JSON.stringify(message)).catch(() => {})
  }

  subscribe(name: string, subscriber: Subscriber): () => void {
    const topic = this.#topics.get(name) ?? {
      subscribers: new Set(),
      on: undefined,
      isSyncing: false,
    }
    this.#topics.set(name, topic)
    const own = { ...subscriber }
    topic.subscribers.add(own)
    if (topic.on && topic.on === this.#link.listener) queueMicrotask(() => own.onListening?.())
    else void this.#sync(name)
    return () => {
      topic.subscribers.delete(own)
      if (topic.subscribers.size === 0) void this.#sync(name)
    }
  }

  async close(): Promise<void> {
    this.#stopWatching()
    for (const [name, { subscribers }] of [...this.#topics]) {
      subscribers.clear()
      void this.#sync(name)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Makes Redis listen for what is wanted here, and for nothing else. One at a time for each topic. */
  async #sync(name: string): Promise<void> {
    const topic = this.#topics.get(name)
    if (!topic || topic.isSyncing) return
    topic.isSyncing = true
    try {
      while (await this.#step(name, topic));
    } catch {
      // The connection is gone or going: the next one begins anew.
    }
    topic.isSyncing = false
    const isOver = topic.subscribers.size === 0 && topic.on !== this.#link.listener
    if (isOver && this.#topics.get(name) === topic) this.#topics.delete(name)
  }

  /** `false` when all is as wanted. */
  async #step(name: string, topic: Topic): Promise<boolean> {
    const { listener } = this.#link
    if (!listener) return false
    const isHeard = topic.on === listener
    const isWanted = topic.subscribers.size > 0
    if (isHeard === isWanted) return false
    if (isWanted) {
      await listener.sSubscribe(PREFIX + name, (text) => this.#deliver(topic, text))
      topic.on = listener
      for (const { onListening } of [...topic.subscribers]) onListening?.()
    } else {
      await listener.sUnsubscribe(PREFIX + name)
      topic.on = undefined
    }
    return true
  }

  #deliver({ subscribers }: Topic, text: string): void {
    const message: unknown = JSON.parse(text)
    for (const { onMessage } of [...subscribers]) onMessage(message)
  }
}
