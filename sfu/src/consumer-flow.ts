import type { NodeConsumer } from './node-state.ts'
import { orRefuse } from './refusal.ts'

/** A consumer flows while it is wanted and, if it is a picture, shown. Resuming asks the sender for a key frame. */
export async function setFlow(
  consumer: NodeConsumer,
  change: Partial<Pick<NodeConsumer, 'isWanted' | 'isShown'>>,
): Promise<void> {
  const { media } = Object.assign(consumer, change)
  await orRefuse(consumer.isWanted && consumer.isShown ? media.resume() : media.pause())
}
