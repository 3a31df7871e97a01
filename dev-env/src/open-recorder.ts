import { isIPv6 } from 'node:net'
import type { TenantId } from '@visavis/protocol'
import { createRecorder, type Recorder, type RecorderToken } from '@visavis/recorder'
import type { Settings } from '@visavis/settings'
import type { Logger, Signaling } from '@visavis/signaling'

/** Tenants may be made while this runs. */
const LOOK_FOR_TENANTS_MS = 10_000

/** A recorder in this process, for all tenants of the signaling beside it. */
export async function openRecorder({
  settings,
  logger,
  signaling,
}: {
  settings: Settings
  logger: Logger
  signaling: Signaling
}): Promise<Recorder> {
  const { issuer, tenants } = signaling.context
  const url = socketUrl(settings, signaling.address.port)
  const recorder = await createRecorder(settings, logger)
  const known = new Set<TenantId>()
  const tokenFor = async (tenant: TenantId): Promise<RecorderToken> => {
    const issued = await issuer.issue(tenant, { identity: 'recorder', role: 'recorder' })
    return { ...issued, url, isOwn: true }
  }
  const serveNew = async () => {
    for (const tenant of await tenants.tenants()) {
      if (known.has(tenant)) continue
      known.add(tenant)
      recorder.serve(() => tokenFor(tenant))
    }
  }
  await serveNew()
  recorder.every(LOOK_FOR_TENANTS_MS, serveNew)
  return recorder
}

function socketUrl({ https, host }: Settings, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const name = isIPv6(reachable) ? `[${reachable}]` : reachable
  return `${https ? 'wss' : 'ws'}://${name}:${port}/v1/socket`
}
