import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFauxqs } from 'fauxqs'
import { describeStore } from '../../test/store-contract.ts'
import { FolderStore } from './folder-store.ts'
import { S3Store } from './s3-store.ts'

describeStore('a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-folder-'))
  const store = new FolderStore(folder)
  return { store, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
})

describeStore('a bucket', async () => {
  const server = await startFauxqs({ port: 0, logger: false })
  server.createBucket('recordings')
  const store = new S3Store({
    bucket: 'recordings',
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await server.stop()
    },
  }
})
