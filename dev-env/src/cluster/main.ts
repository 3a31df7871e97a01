import { isAbsolute, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import closeWithGrace from 'close-with-grace'
import { startCluster } from './start-cluster.ts'

/** Media nodes and browsers get their goodbyes. */
const CLOSE_WITHIN_MS = 30_000
/** Quicker steps need no line. */
const QUIET_MS = 1_000

const USAGE = `Usage: npm run cluster -- [--data <folder>]

Starts what docker-compose.yml describes as processes of this machine: two signaling processes, two
media nodes, a recorder, PostgreSQL, Redis with Sentinels, a TURN relay, a proxy, Prometheus.
The demo's shop and desk are at the address that it says ready with.

  --data <folder>   keep data there; without it nothing is kept
`

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const began = new Map<string, number>()
  const starting = startCluster({
    ...(values.data && { dataDir: folderOf(values.data) }),
    onStarting: (name) => began.set(name, performance.now()),
    onStarted: (name) => sayIfSlow(name, performance.now() - (began.get(name) ?? 0)),
  })
  const grace = closeWithGrace({ delay: CLOSE_WITHIN_MS, logger: false }, async () => {
    const cluster = await starting.catch(() => undefined)
    await cluster?.close()
  })
  const cluster = await starting.catch((error) => {
    grace.uninstall()
    throw error
  })
  process.stdout.write(readyText(cluster))
  void cluster.failed.then((why) => process.stderr.write(`${why}\n`))
}

/** npm runs scripts in the checkout, wherever it was called. */
function folderOf(given: string): string {
  return isAbsolute(given) ? given : resolve(process.env.INIT_CWD ?? process.cwd(), given)
}

function sayIfSlow(name: string, ms: number): void {
  if (ms >= QUIET_MS) process.stderr.write(`${name} is up (${(ms / 1_000).toFixed(1)} s)\n`)
}

/** The first line is for programs; the rest for people. */
function readyText(cluster: Awaited<ReturnType<typeof startCluster>>): string {
  const { url, secureUrl, absent } = cluster
  const signaling = ['signaling-1', 'signaling-2'].map((name) => `${cluster.addressOf(name)}:3000`)
  return [
    `ready ${url}`,
    '',
    '  Be the shopper:',
    `    ${url}/shop/`,
    '  and the advisor, in another window:',
    `    ${url}/desk/`,
    `  Over TLS: ${secureUrl}`,
    `  Past the proxy: ${signaling.map((address) => `http://${address}`).join(' and ')}`,
    `  Prometheus: http://${cluster.addressOf('prometheus')}:9090`,
    `  Not among Debian's packages: ${absent.join(', ')}`,
    '',
    '',
  ].join('\n')
}
