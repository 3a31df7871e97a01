import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { parseRedisUrl, RedisLink, RedisRegistry, type Registry } from '@visavis/cluster'
import { helpText, parseSettings, type Settings, SettingsError } from '@visavis/settings'
import { type LinkTls, readLinkTls } from '@visavis/sfu-client'
import closeWithGrace from 'close-with-grace'
import { destination, type Logger, pino, stdTimeFunctions } from 'pino'
import { type ControlServer, serveControl } from './control/control-server.ts'
import { createMediaNode, type MediaNode } from './media-node.ts'
import type { PipeListen } from './pipes/pipe-end.ts'
import { randomName } from './random-name.ts'
import { type NodeRegistration, registerNode } from './register-node.ts'
import { MediaStartError } from './start-error.ts'

/** For the workers to end and the callers to hear of it. */
const CLOSE_DEADLINE_MS = 5_000

try {
  if (process.argv.includes('--help')) process.stdout.write(`${helpText('npm run sfu --')}\n`)
  else await start()
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof MediaStartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function start(): Promise<void> {
  const settings = parseSettings({ env: process.env, argv: process.argv.slice(2) })
  const logger = openLog(settings.logLevel)
  await using stack = new AsyncDisposableStack()
  const address = settings.redisUrl === null ? undefined : parseRedisUrl(settings.redisUrl)
  const redis = address && stack.use(new RedisLink({ address, logger }))
  const tls = await readLinkTls(settings)
  const node = stack.use(await startNode(settings, tls, logger))
  const server = stack.use(
    await serveControl({
      node,
      host: settings.sfuHost,
      port: settings.sfuPort,
      secret: settings.sfuSecret ?? undefined,
      tls,
      logger,
      onLinkLost: () => registration?.renew(),
    }),
  )
  const registration =
    redis && stack.use(announce(new RedisRegistry(redis), node, server, settings))
  const owned = stack.move()
  const drainMs = settings.drainSeconds * 1_000
  closeWithGrace({ delay: drainMs + CLOSE_DEADLINE_MS, logger }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'stopping after a mistake')
    else {
      logger.info({ signal, sessions: node.stats().sessions }, 'stopping')
      await drainedWithin(node, drainMs)
    }
    await owned.disposeAsync()
  })
  logger.info({ node: node.name, workers: settings.workers }, 'media node started')
  process.stdout.write(`ready ${server.url}\n`)
}

function startNode(
  settings: Settings,
  tls: LinkTls | undefined,
  logger: Logger,
): Promise<MediaNode> {
  const { workers, host, announcedAddress, rtcPort, mediasoupWorker, sfuSecret } = settings
  return createMediaNode({
    node: `node-${randomName()}`,
    workers,
    workerBin: mediasoupWorker ?? undefined,
    listenIp: host,
    announcedAddress,
    rtcPort,
    pipes: pipeListen(settings),
    secret: sfuSecret ?? undefined,
    tls,
    logger,
  })
}

function announce(
  registry: Registry,
  node: MediaNode,
  { port, url }: ControlServer,
  settings: Settings,
): NodeRegistration {
  const { sfuHost, announcedAddress, sfuAnnouncedUrl, region } = settings
  const reached = isWildcard(sfuHost)
    ? `${new URL(url).protocol}//${announcedAddress}:${port}`
    : url
  return registerNode({
    registry,
    node,
    url: sfuAnnouncedUrl ?? reached,
    region: region ?? undefined,
  })
}

/** Pipes stay where control sockets are: on the private network. */
function pipeListen({
  sfuHost,
  sfuAnnouncedUrl,
  announcedAddress,
  pipePorts,
}: Settings): PipeListen {
  const ip = sfuHost === 'localhost' ? '127.0.0.1' : sfuHost
  const named = sfuAnnouncedUrl ? new URL(sfuAnnouncedUrl).hostname : announcedAddress
  const [min = 0, max = 0] = pipePorts?.split('-').map(Number) ?? []
  return {
    ip,
    ...(isWildcard(ip) && { announcedAddress: named }),
    ...(pipePorts && { ports: { min, max } }),
  }
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** Calls end or move away until then; what is left is cut off. */
async function drainedWithin(node: MediaNode, drainMs: number): Promise<void> {
  const given = new AbortController()
  await Promise.race([
    node.drain(),
    delay(drainMs, undefined, { signal: given.signal }).catch(() => {}),
  ])
  given.abort()
}

/** As signaling's: standard output belongs to the line that says ready. */
function openLog(level: string) {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination({ fd: 2, sync: true }),
  )
}
