import type { Recorder } from '@visavis/recorder'
import type { Settings } from '@visavis/settings'
import {
  createSignaling,
  type Logger,
  probePort,
  type Signaling,
  type SignalingOptions,
} from '@visavis/signaling'
import { openCertificate } from './certificate.ts'
import { Invite } from './demo/invite.ts'
import { registerDemo } from './demo/register-demo.ts'
import { openMedia } from './open-media.ts'
import { openRecorder } from './open-recorder.ts'
import { openReview } from './open-review.ts'
import { demandPages, registerPages } from './pages.ts'

export interface StackOptions {
  /** `demo` signs in whoever comes; `serve` leaves that to tenants' backends. */
  readonly mode: 'demo' | 'serve'
  readonly settings: Settings
  readonly logger: Logger
  /** Folder of the built pages; without it there are none. */
  readonly pages: string | undefined
  readonly limits?: SignalingOptions['limits']
}

/** Everything in one process. */
export interface Stack extends AsyncDisposable {
  /** Where people point their browsers, without a slash at the end. */
  readonly url: string
  /** The secret that opens the desk once; absent where it needs none. */
  readonly invite: string | undefined
  readonly signaling: Signaling
  /** Absent where others record. */
  readonly recorder: Recorder | undefined
  close(): Promise<void>
}

export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, logger, mode, pages } = options
  await probePort(settings)
  await using undo = new AsyncDisposableStack()
  // Takes a tenth of a second, and what may be missing is missing at once: before the database boots.
  const media = undo.use(await openMedia(settings, logger))
  if (pages) demandPages(pages)
  const invite = mode === 'demo' && !isLoopback(settings.host) ? new Invite() : undefined
  let recorder: Recorder | undefined
  const signaling = undo.use(
    await createSignaling({
      settings,
      logger,
      sfu: media,
      ...(mode === 'demo' && { originRule: { kind: 'same-host' } }),
      ...(options.limits && { limits: options.limits }),
      ...(settings.https && { tls: await openCertificate(settings.dataDir, namesOf(settings)) }),
      async extend(app, context) {
        if (pages) await registerPages(app, pages)
        if (mode === 'demo') await registerDemo(app, context, { invite })
        undo.use(await openReview(app, context, () => recorder))
      },
    }),
  )
  recorder = settings.recorder
    ? undo.use(await openRecorder({ settings, logger, signaling }))
    : undefined
  const owned = undo.move()
  const close = () => owned.disposeAsync()
  return {
    recorder,
    url: urlOf(settings, signaling.address.port),
    invite: invite?.secret,
    signaling,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function namesOf({ host, announcedAddress }: Settings): string[] {
  return [host, announcedAddress].filter((name) => name !== '0.0.0.0' && name !== '::')
}

function urlOf({ https, host, announcedAddress }: Settings, port: number): string {
  const name = isLoopback(host) ? 'localhost' : announcedAddress
  const shown = name.includes(':') ? `[${name}]` : name
  return `${https ? 'https' : 'http'}://${shown}:${port}`
}
