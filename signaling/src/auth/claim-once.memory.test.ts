import { claimOnceContract } from './claim-once.contract.ts'
import { OnceMemory } from './once-memory.ts'

claimOnceContract('in memory', async () => {
  const memory = new OnceMemory()
  const claim = (name: string, ttlMs: number) => memory.claimOnce(name, ttlMs)
  return { one: claim, other: claim, async [Symbol.asyncDispose]() {} }
})
