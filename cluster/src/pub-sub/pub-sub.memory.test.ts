import { MemoryPubSub } from './memory-pub-sub.ts'
import { pubSubContract } from './pub-sub.contract.ts'

pubSubContract('in memory', async () => {
  const pubSub = new MemoryPubSub()
  return { one: pubSub, other: pubSub, [Symbol.asyncDispose]: () => pubSub.close() }
})
