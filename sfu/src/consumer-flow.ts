import type { NodeConsumer } from './node-state.ts'
import { orRefuse } from './refusal.ts'

/**
 * A consumer flows while it is wanted, not held and, if it is a picture, shown. Resuming asks the sender for a key
 * frame.
 */
export async function setFlow(
  consumer: NodeConsumer,
  change: Partial<Pick<NodeConsumer, 'isWanted' | 'isShown' | 'isHeld'>>,
): Promise<void> {
  const { media, isWanted, isShown, isHeld } = Object.assign(consumer, change)
  await orRefuse(isWanted && isShown && !isHeld ? media.resume() : media.pause())
}
