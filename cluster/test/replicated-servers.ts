import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisServer } from './redis-server.ts'

const POLL_MS = 100
const WHOLE_TIMEOUT_MS = 60_000

/** Servers of which one takes writes and the others follow it, whichever the Sentinels made it. */
export class ReplicatedServers {
  readonly #servers: readonly RedisServer[]
  #current: RedisServer | undefined

  constructor(servers: readonly RedisServer[]) {
    this.#servers = servers
  }

  /** The one that takes writes now. */
  async current(): Promise<RedisServer> {
    const roles = await this.#roles()
    const server = this.#servers.find((_, index) => roles[index]?.includes('master'))
    if (!server) throw new Error('No Redis takes writes')
    return server
  }

  /** Resolves when all others follow the one that takes writes. */
  async untilWhole(): Promise<void> {
    const end = performance.now() + WHOLE_TIMEOUT_MS
    while (!(await this.#isWhole())) {
      if (performance.now() > end) throw new Error('The Redis servers do not come together again')
      await delay(POLL_MS)
    }
  }

  /** At once: the Sentinels have nobody left. */
  async killAll(): Promise<void> {
    this.#current = await this.current()
    await Promise.all(this.#servers.map((server) => server.kill()))
  }

  /** The same one takes writes as before: the Sentinels expect it. */
  async startAll(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.start()))
    const current = this.#current ?? (await this.current())
    await ask(current.port, 'REPLICAOF NO ONE')
    const others = this.#servers.filter((server) => server !== current)
    for (const { port } of others) await ask(port, `REPLICAOF 127.0.0.1 ${current.port}`)
  }

  async #isWhole(): Promise<boolean> {
    const roles = await this.#roles()
    const follow = roles.filter((role) => role.includes('slave') && role.includes('connected'))
    const lead = roles.filter((role) => role.includes('master'))
    return lead.length === 1 && follow.length === roles.length - 1
  }

  #roles(): Promise<string[]> {
    return Promise.all(this.#servers.map(({ port }) => ask(port, 'ROLE').catch(() => '')))
  }
}

/** One command without arguments that need quoting, and the beginning of its answer. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.end(`${command}\r\nQUIT\r\n`)
    const [answer] = await once(socket, 'data')
    return String(answer)
  } finally {
    socket.destroy()
  }
}
