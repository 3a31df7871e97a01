import type { HostAndPort, RedisAddress } from './redis-address.ts'
import { createRedisClient } from './redis-client.ts'
import { within } from './within.ts'

/** One that is frozen takes connections and does not answer. */
const ANSWER_MS = 1_000

/** Where the primary is now. Asks all Sentinels at once; the first that knows is believed. */
export async function findPrimary(address: RedisAddress): Promise<HostAndPort> {
  const [first] = address.nodes
  if (address.primaryName === undefined) {
    if (!first) throw new Error('No Redis is named')
    return first
  }
  const { primaryName } = address
  return Promise.any(address.nodes.map((sentinel) => ask(sentinel, primaryName, address)))
}

async function ask(
  sentinel: HostAndPort,
  name: string,
  address: RedisAddress,
): Promise<HostAndPort> {
  // Sentinels have passwords of their own, or none; the one of the URL is the servers'.
  const client = createRedisClient(sentinel, {
    tls: address.tls,
    username: undefined,
    password: undefined,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const command = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]
    return primaryOf(await within(ANSWER_MS, client.sendCommand(command)))
  } finally {
    client.destroy()
  }
}

function primaryOf(answer: unknown): HostAndPort {
  const [host, port] = Array.isArray(answer) ? answer.map(String) : []
  if (!host || !port) throw new Error('Sentinel knows no such primary')
  return { host, port: Number(port) }
}
