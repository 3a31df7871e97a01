import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { ServerProcess } from './server-process.ts'

/** Where Debian puts it. */
export const REDIS_PROGRAM = '/usr/bin/redis-server'

/** A Redis of a test: started again, it has forgotten everything but whom it follows, which Sentinels write down. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** SIGKILL. */
  kill(): Promise<void>
  start(): Promise<void>
  /** SIGSTOP: takes connections and answers nothing. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

export async function startRedis({ replicaOf }: { replicaOf?: number } = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-redis-'))
  const port = await freePort()
  const file = join(folder, 'redis.conf')
  await writeFile(file, configuration({ folder, port, replicaOf }))
  const server = new ServerProcess({
    program: REDIS_PROGRAM,
    args: [file],
    readyWhen: 'Ready to accept connections',
    advice: 'apt-get install redis-server',
  })
  const close = async () => {
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await server.start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => server.kill(),
    async start() {
      await server.start()
    },
    freeze: () => server.signal('SIGSTOP'),
    thaw: () => server.signal('SIGCONT'),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function configuration(options: {
  folder: string
  port: number
  replicaOf: number | undefined
}): string {
  const { folder, port, replicaOf } = options
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    'save ""',
    'appendonly no',
    'repl-diskless-sync-delay 0',
    ...(replicaOf === undefined ? [] : [`replicaof 127.0.0.1 ${replicaOf}`]),
    '',
  ].join('\n')
}
