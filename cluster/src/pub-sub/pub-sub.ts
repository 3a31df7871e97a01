/**
 * Messages between the processes of a cluster, and within one. They may be lost, doubled or late: whoever needs
 * them all has to look elsewhere. A process hears its own.
 */
export interface PubSub extends AsyncDisposable {
  /** Whether messages reach the others now. */
  readonly isUp: boolean
  /** Neither throws nor waits. The message is JSON. */
  publish(topic: string, message: unknown): void
  /** Returns a function that ends the subscription. */
  subscribe(topic: string, subscriber: Subscriber): () => void
  close(): Promise<void>
}

export interface Subscriber {
  onMessage(message: unknown): void
  /** Listening began, for the first time or again: what was said before may have been missed. */
  onListening?(): void
}
