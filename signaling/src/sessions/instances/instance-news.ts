import type { PubSub } from '@visavis/cluster'
import { SessionId } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

const News = Compile(
  Type.Object({
    session: SessionId,
    /** The process that has it now; absent when its place went to another session. */
    epoch: Type.Optional(Type.Integer()),
  }),
)

export interface InstanceNewsOptions {
  readonly pubSub: PubSub
  /** This process, to the others. */
  readonly instance: string
  /** Another process has the session since `epoch`. */
  onMoved(session: SessionId, epoch: number): void
  onPlaceTaken(session: SessionId): void
}

/** Tells a process at once what it would find out later: that it has a session no more. */
export class InstanceNews {
  readonly #pubSub: PubSub
  readonly #stop: () => void

  constructor({ pubSub, instance, onMoved, onPlaceTaken }: InstanceNewsOptions) {
    this.#pubSub = pubSub
    this.#stop = pubSub.subscribe(topicOf(instance), {
      onMessage(message) {
        if (!News.Check(message)) return
        if (message.epoch === undefined) onPlaceTaken(message.session)
        else onMoved(message.session, message.epoch)
      },
    })
  }

  moved(instance: string, { id, epoch }: { id: SessionId; epoch: number }): void {
    this.#pubSub.publish(topicOf(instance), { session: id, epoch })
  }

  placeTaken({ instance, session }: { instance: string; session: SessionId }): void {
    this.#pubSub.publish(topicOf(instance), { session })
  }

  close(): void {
    this.#stop()
  }
}

function topicOf(instance: string): string {
  return `instance:${instance}`
}
