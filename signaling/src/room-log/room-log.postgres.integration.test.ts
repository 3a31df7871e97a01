import { startPostgres } from '../../test/postgres.ts'
import { openStore } from './contract/store.ts'
import { roomLogContract } from './room-log.contract.ts'

roomLogContract('PostgreSQL', async () => {
  const server = await startPostgres()
  const store = await openStore({ url: server.url, files: server.directory })
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await server.close()
    },
  }
})
