import { MemoryRegistry } from './memory-registry.ts'
import { registryContract } from './registry.contract.ts'

registryContract('in memory', async () => {
  const registry = new MemoryRegistry()
  return { one: registry, other: registry, [Symbol.asyncDispose]: () => registry.close() }
})
