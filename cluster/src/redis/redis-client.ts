import { RedisClient as Client } from 'redis'
import type { HostAndPort, RedisAddress } from './redis-address.ts'

/** For a command that was taken and is not answered. A server that is frozen is noticed sooner by its pings. */
const COMMAND_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_MS = 1_000
/** Commands waiting for a slow server; further ones are refused. */
const MAX_QUEUED_COMMANDS = 20_000

/** `createClient` makes a class with hundreds of methods anew, in some 50 ms, for each address that is not the last one's. */
const createClient = Client.factory()

/** One connection, for one life: it neither comes back by itself nor keeps commands for later. */
export function createRedisClient(
  { host, port }: HostAndPort,
  { tls, username, password }: Pick<RedisAddress, 'tls' | 'username' | 'password'>,
) {
  const common = {
    host,
    port,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectStrategy: false,
  } as const
  return createClient({
    socket: tls ? { ...common, tls } : common,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    commandsQueueMaxLength: MAX_QUEUED_COMMANDS,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  })
}

export type RedisClient = ReturnType<typeof createRedisClient>
