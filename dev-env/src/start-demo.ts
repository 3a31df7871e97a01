import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSettings } from '@visavis/settings'
import { createLogger, type Logger } from '@visavis/signaling'
import { BUILT_PAGES } from './pages.ts'
import { type Stack, type StackOptions, startStack } from './stack.ts'

export interface StartDemoOptions {
  /** `demo` unless said otherwise. */
  readonly mode?: StackOptions['mode']
  /** 0, any free one, unless said otherwise. */
  readonly port?: number
  /** Without one a temporary folder, removed at the end. */
  readonly dataDir?: string
  /** Further settings, over those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** Silent unless said otherwise. */
  readonly logger?: Logger
  /** `web/dist` where it was built, unless said otherwise; `false` for none. */
  readonly pages?: string | false
  readonly limits?: StackOptions['limits']
}

/** The whole product in this process, for tests and benchmarks: free ports, its own data. */
export async function startDemo(options: StartDemoOptions = {}): Promise<Stack> {
  await using undo = new AsyncDisposableStack()
  const dataDir = options.dataDir ?? (await temporaryFolder(undo))
  const settings = parseSettings({
    env: {
      ...process.env,
      VISAVIS_RTC_PORT: '0',
      VISAVIS_LOG_LEVEL: 'silent',
      ...options.env,
      PORT: String(options.port ?? 0),
      VISAVIS_DATA_DIR: dataDir,
    },
  })
  const stack = undo.use(
    await startStack({
      mode: options.mode ?? 'demo',
      settings,
      logger: options.logger ?? createLogger({ level: settings.logLevel }),
      pages: pagesOf(options.pages),
      ...(options.limits && { limits: options.limits }),
    }),
  )
  const owned = undo.move()
  const close = () => owned.disposeAsync()
  return { ...stack, close, [Symbol.asyncDispose]: close }
}

function pagesOf(given: string | false | undefined): string | undefined {
  if (given !== undefined) return given || undefined
  return existsSync(BUILT_PAGES) ? BUILT_PAGES : undefined
}

async function temporaryFolder(undo: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-'))
  undo.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}
