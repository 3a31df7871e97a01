import { parseRedisUrl, RedisLink, RedisRegistry } from '@visavis/cluster'
import type { SfuLink } from '@visavis/protocol'
import { type Settings, SettingsError } from '@visavis/settings'
import { readLinkTls } from '@visavis/sfu-client'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { MediaCluster } from './cluster/media-cluster.ts'
import { connectMedia } from './connect-media.ts'

/** Nodes that start together with this process need a moment. */
const FIRST_NODE_MS = 10_000

/** Where media goes: the one node of the settings, or all that are found through Redis. */
export async function findMedia(settings: Settings, logger: Logger): Promise<SfuLink> {
  const { sfuUrl, redisUrl, region } = settings
  const secret = settings.sfuSecret ?? undefined
  const tls = await readLinkTls(settings)
  if (sfuUrl !== null) return connectMedia({ url: sfuUrl, secret, tls, logger })
  const address = redisUrl === null ? undefined : parseRedisUrl(redisUrl)
  if (!address) {
    const why = 'this process has no media of its own, unlike npm run serve'
    throw refusal('VISAVIS_SFU_URL', `is needed where there is no VISAVIS_REDIS_URL: ${why}.`)
  }
  await using undo = new AsyncDisposableStack()
  const link = undo.use(new RedisLink({ address, logger }))
  const registry = undo.use(new RedisRegistry(link))
  const cluster = undo.use(
    new MediaCluster({ registry, secret, tls, region: region ?? undefined, logger }),
  )
  if (!(await cluster.whenReady(FIRST_NODE_MS))) {
    throw new StartError(
      'No media node was found through VISAVIS_REDIS_URL. Start one (npm run sfu) with the same VISAVIS_REDIS_URL and VISAVIS_SFU_SECRET.',
    )
  }
  const owned = undo.move()
  const close = () => owned.disposeAsync()
  return {
    send: (requests) => cluster.send(requests),
    onNotice: (listener) => cluster.onNotice(listener),
    forget: (session) => cluster.forget(session),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function refusal(name: string, problem: string): SettingsError {
  return new SettingsError([{ name, message: `${name} ${problem}` }])
}
