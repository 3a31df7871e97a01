import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TenantId } from '@visavis/protocol'
import { parseSettings } from '@visavis/settings'
import { createMediaNode } from '@visavis/sfu'
import type { Logger } from 'pino'
import { createLogger } from '../src/logger.ts'
import { createSignaling, type Signaling, type SignalingOptions } from '../src/server.ts'

export interface StartSignalingOptions
  extends Partial<Pick<SignalingOptions, 'limits' | 'originRule' | 'extend'>> {
  readonly env?: Readonly<Record<string, string>>
  readonly logger?: Logger
}

export interface TestSignaling extends AsyncDisposable {
  readonly url: string
  readonly signaling: Signaling
  /** An API key of a tenant that is made when it is new. */
  apiKey(tenant: string): Promise<string>
  close(): Promise<void>
}

/** The composed server with a real media worker and the embedded database, on free ports. */
export async function startSignaling(options: StartSignalingOptions = {}): Promise<TestSignaling> {
  const { env, logger = createLogger({ level: 'silent' }), ...rest } = options
  await using undo = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-signaling-'))
  undo.defer(() => rm(dataDir, { recursive: true, force: true }))
  const settings = parseSettings({
    env: { ...process.env, PORT: '0', VISAVIS_RTC_PORT: '0', VISAVIS_DATA_DIR: dataDir, ...env },
  })
  const sfu = undo.use(
    await createMediaNode({
      workers: 1,
      workerBin: settings.mediasoupWorker ?? undefined,
      listenIp: '127.0.0.1',
      rtcPort: 0,
      logger,
    }),
  )
  const signaling = undo.use(await createSignaling({ settings, logger, sfu, ...rest }))
  const owned = undo.move()
  const close = () => owned.disposeAsync()
  return {
    url: `http://127.0.0.1:${signaling.address.port}`,
    signaling,
    apiKey: (tenant) => createKey(signaling, tenant as TenantId),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function createKey({ context }: Signaling, tenant: TenantId): Promise<string> {
  const { apiKeys, tenants } = context
  await tenants.createTenant({ id: tenant, name: tenant, createdAt: Date.now() })
  return (await apiKeys.create(tenant, 'test')).key
}
