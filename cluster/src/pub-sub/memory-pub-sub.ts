import type { PubSub, Subscriber } from './pub-sub.ts'

/** Within one process. Nothing is lost; it arrives as others would get it. */
export class MemoryPubSub implements PubSub {
  readonly isUp = true
  readonly #subscribers = new Map<string, Set<Subscriber>>()

  publish(topic: string, message: unknown): void {
    const subscribers = this.#subscribers.get(topic)
    if (!subscribers) return
    for (const { onMessage } of [...subscribers]) onMessage(message)
  }

  subscribe(topic: string, subscriber: Subscriber): () => void {
    const subscribers = this.#subscribers.get(topic) ?? new Set()
    this.#subscribers.set(topic, subscribers)
    // A subscription of its own, however often the same subscriber has one.
    const own = { ...subscriber }
    subscribers.add(own)
    return () => {
      subscribers.delete(own)
      if (subscribers.size === 0 && this.#subscribers.get(topic) === subscribers) {
        this.#subscribers.delete(topic)
      }
    }
  }

  async close(): Promise<void> {
    this.#subscribers.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
