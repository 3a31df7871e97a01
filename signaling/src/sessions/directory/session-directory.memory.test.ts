import { MemorySessionDirectory } from './memory-session-directory.ts'
import { sessionDirectoryContract } from './session-directory.contract.ts'

sessionDirectoryContract('in memory', async () => {
  const directory = new MemorySessionDirectory()
  return { one: directory, other: directory, async [Symbol.asyncDispose]() {} }
})
