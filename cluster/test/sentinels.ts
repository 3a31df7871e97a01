import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { REDIS_PROGRAM, type RedisServer, startRedis } from './redis-server.ts'
import { ReplicatedServers } from './replicated-servers.ts'
import { ServerProcess } from './server-process.ts'

const NAME = 'visavis'
const SENTINELS = 3

/** A primary, a replica, and three Sentinels that fail over after half a second. */
export interface RedisWithSentinels extends AsyncDisposable {
  readonly url: string
  readonly primary: RedisServer
  readonly replica: RedisServer
  /** Both of them. */
  readonly servers: ReplicatedServers
}

export async function startRedisWithSentinels(): Promise<RedisWithSentinels> {
  await using undo = new AsyncDisposableStack()
  const primary = undo.use(await startRedis())
  const replica = undo.use(await startRedis({ replicaOf: primary.port }))
  const ports: number[] = []
  for (let count = 0; count < SENTINELS; count++)
    ports.push(await startSentinel(undo, primary.port))
  const owned = undo.move()
  const nodes = ports.map((port) => `127.0.0.1:${port}`).join(',')
  return {
    url: `redis+sentinel://${nodes}/${NAME}`,
    primary,
    replica,
    servers: new ReplicatedServers([primary, replica]),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startSentinel(undo: AsyncDisposableStack, primary: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-sentinel-'))
  undo.defer(() => rm(folder, { recursive: true, force: true }))
  const port = await freePort()
  const file = join(folder, 'sentinel.conf')
  await writeFile(file, configuration({ folder, port, primary }))
  const server = new ServerProcess({
    program: REDIS_PROGRAM,
    args: [file, '--sentinel'],
    readyWhen: '+monitor master',
    advice: 'apt-get install redis-server redis-sentinel',
  })
  undo.defer(() => server.kill())
  await server.start()
  return port
}

function configuration(options: { folder: string; port: number; primary: number }): string {
  const { folder, port, primary } = options
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${NAME} 500`,
    `sentinel failover-timeout ${NAME} 3000`,
    '',
  ].join('\n')
}
