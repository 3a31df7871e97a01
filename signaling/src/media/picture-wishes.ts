import type {
  PicturePreference,
  PictureSize,
  SfuParams,
  SubscriptionId,
  TrackState,
} from '@visavis/protocol'
import { picturePriorities } from './picture-priorities.ts'

interface Wish {
  readonly source: TrackState['source']
  /** `null` while it is not to be seen. */
  readonly size: PictureSize | null
  told: SfuParams<'consumer.prefer'> | null
}

/** What one session said of how large its pictures are drawn, and what its media node knows of that. */
export class PictureWishes {
  readonly #wishes = new Map<SubscriptionId, Wish>()

  note({ subscription, ...picture }: PicturePreference, source: TrackState['source']): void {
    const size = 'visible' in picture ? null : picture
    const told = this.#wishes.get(subscription)?.told ?? null
    this.#wishes.set(subscription, { source, size, told })
  }

  forget(subscription: SubscriptionId): void {
    this.#wishes.delete(subscription)
  }

  clear(): void {
    this.#wishes.clear()
  }

  /** What a media node is to be told: one picture's change may change the turn of the others. */
  takeNews(): SfuParams<'consumer.prefer'>[] {
    const priorities = picturePriorities(
      [...this.#wishes].flatMap(([id, { source, size }]) => (size ? [{ id, source, size }] : [])),
    )
    return [...this.#wishes].flatMap(([consumer, wish]) => {
      const priority = priorities.get(consumer) ?? 1
      const params = { consumer, priority, ...(wish.size && { size: wish.size }) }
      if (isSame(wish.told, params)) return []
      wish.told = params
      return [params]
    })
  }
}

function isSame(
  before: SfuParams<'consumer.prefer'> | null,
  now: SfuParams<'consumer.prefer'>,
): boolean {
  return (
    before !== null &&
    before.priority === now.priority &&
    before.size?.width === now.size?.width &&
    before.size?.height === now.size?.height
  )
}
