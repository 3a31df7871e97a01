import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RecordingId, RoomId, TenantId } from '@visavis/protocol'
import { FolderStore, KeyRing, RecordingLife, type RecordingStore } from '@visavis/recorder'
import { Caller, type CallerOptions } from './caller.ts'
import { Child } from './child.ts'
import { RecordedFiles } from './open-recorded.ts'
import { sleep } from './sleep.ts'

const CLI = new URL('../../../signaling/src/cli.ts', import.meta.url)
const SERVE = new URL('../../../dev-env/src/serve.ts', import.meta.url)
const RECORDER = new URL('../../../recorder/src/main.ts', import.meta.url)

const TENANT = 'acme' as TenantId
const REGION = 'local'
const run = promisify(execFile)

/** A server without a recorder, and recorders in processes of their own that share its folder. */
export class RecordingWorld implements AsyncDisposable {
  readonly store: RecordingStore
  readonly keys: KeyRing
  readonly tenant: TenantId = TENANT
  readonly #env: Readonly<Record<string, string>>
  readonly #key: string
  readonly #server: Child
  readonly #dataDir: string
  readonly #undo: AsyncDisposableStack
  #people = 0

  static async open(): Promise<RecordingWorld> {
    await using undo = new AsyncDisposableStack()
    const dataDir = await mkdtemp(join(tmpdir(), 'visavis-recording-'))
    undo.defer(() => rm(dataDir, { recursive: true, force: true }))
    const env = {
      ...{ VISAVIS_DATA_DIR: dataDir, VISAVIS_LOG_LEVEL: 'warn', VISAVIS_RECORDER: 'false' },
      ...{ PORT: '0', VISAVIS_RTC_PORT: '0', VISAVIS_SOCKETS_PER_ADDRESS: '1000' },
    }
    await admin(env, ['tenant', 'create', TENANT])
    const made = await admin(env, ['api-key', 'create', '--tenant', TENANT, '--name', 'bench'])
    const key = made.trim().split(/\s+/).at(-1) ?? ''
    const server = undo.use(await Child.start(SERVE, env))
    return new RecordingWorld({ env, key, server, dataDir, undo: undo.move() })
  }

  private constructor(options: {
    env: Readonly<Record<string, string>>
    key: string
    server: Child
    dataDir: string
    undo: AsyncDisposableStack
  }) {
    this.#env = options.env
    this.#key = options.key
    this.#server = options.server
    this.#undo = options.undo
    this.#dataDir = options.dataDir
    this.store = new FolderStore(join(options.dataDir, 'recordings'))
    this.keys = new KeyRing({ folder: join(options.dataDir, 'keys', 'recordings'), region: REGION })
  }

  /** Its `ready` is the recorder's name. `onLog` gets all that it tells. */
  async startRecorder(onLog?: (line: string) => void): Promise<Child> {
    const env = {
      ...this.#env,
      ...(onLog && { VISAVIS_LOG_LEVEL: 'info' }),
      VISAVIS_SIGNALING_URL: this.#server.ready,
      VISAVIS_RECORDER_API_KEYS: this.#key,
    }
    return this.#undo.use(await Child.start(RECORDER, env, onLog))
  }

  /** Whether the chains of all rooms verify, with the server stopped. */
  async isAuditSound(): Promise<boolean> {
    await this.#server[Symbol.asyncDispose]()
    const file = join(this.#dataDir, 'export.jsonl')
    await admin(this.#env, ['audit', 'export', file, '--tenant', TENANT])
    return admin(this.#env, ['audit', 'verify', file]).then(
      () => true,
      () => false,
    )
  }

  async openRoom(
    recording: 'all-parties' | 'record-consenting-only' = 'all-parties',
  ): Promise<RoomId> {
    const { room } = await this.#post('/v1/rooms', { recording })
    return room as RoomId
  }

  async join(room: RoomId, via?: CallerOptions['via']): Promise<Caller> {
    this.#people += 1
    const grants = { room, roomJoin: true, canPublish: true, canSubscribe: false, roomRecord: true }
    const request = { identity: `person-${this.#people}`, role: 'advisor', grants }
    const { url, token } = await this.#post('/v1/tokens', request)
    return Caller.join({ url: url ?? '', token: token ?? '', room, ...(via && { via }) })
  }

  /** Resolves when the store has all of a recording that has stopped. */
  async stored(recording: RecordingId): Promise<void> {
    const life = new RecordingLife({ ...this, maxRetentionDays: 180 })
    const place = { tenant: this.tenant, recording }
    for (;;) {
      const names = new Set(await this.store.list(`${this.tenant}/${recording}`))
      const manifests = await life.manifests(place).catch(() => [])
      const parts = manifests.flatMap(({ take, parts: all }) =>
        all.map(({ file }) => `${this.tenant}/${recording}/${take}/${file}`),
      )
      const isOver = manifests.length > 0 && manifests.every(({ endedAt }) => endedAt !== null)
      if (isOver && parts.every((name) => names.has(name))) return
      await sleep(100)
    }
  }

  files(): Promise<RecordedFiles> {
    return RecordedFiles.open(this)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#undo.disposeAsync()
  }

  async #post(path: string, body: object): Promise<Record<string, string | undefined>> {
    const response = await fetch(new URL(path, this.#server.ready), {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as Record<string, string>
  }
}

async function admin(env: Readonly<Record<string, string>>, words: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [CLI.pathname, ...words], {
    env: { ...process.env, ...env },
  })
  return stdout
}
