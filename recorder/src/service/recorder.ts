import { randomBytes } from 'node:crypto'
import type { RecordingManifest } from '@visavis/protocol'
import type { KeyRing } from '../keys/key-ring.ts'
import { RecordingLife } from '../life/recording-life.ts'
import type { RecorderLogger } from '../recorder-logger.ts'
import { MediaPorts } from '../rtp/media-ports.ts'
import { recoverTakes } from '../spool/recover-takes.ts'
import { Shipper } from '../spool/shipper.ts'
import { Take } from '../spool/take.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import { sweepTenants } from './sweep-tenants.ts'
import { TenantRecorder, type TokenSource } from './tenant-recorder.ts'

const RECOVER_MS = 5_000
const SWEEP_MS = 60 * 60_000
/** Once signaling is reached. A process that never lives for an hour sweeps, too. */
const FIRST_SWEEP_MS = 60_000

type NewTake = Omit<
  RecordingManifest,
  'version' | 'region' | 'endedAt' | 'tracks' | 'parts' | 'pauses'
>

export interface RecorderOptions {
  /** Where media nodes send to: an address of this machine. */
  readonly address: string
  /** Folder for what is not in the store yet. May be shared by recorders. */
  readonly spool: string
  readonly keys: KeyRing
  readonly store: RecordingStore
  readonly maxRetentionDays: number
  readonly logger: RecorderLogger
}

/** What the recorders of all tenants share. */
export interface RecorderParts extends RecorderOptions {
  readonly name: string
  readonly ports: MediaPorts
  createTake(manifest: NewTake): Promise<Take>
}

/** A recorder process: records for tenants, and brings what it and its dead siblings have to the store. */
export class Recorder implements AsyncDisposable {
  readonly shipper: Shipper
  /** Retention, erasure and legal hold. */
  readonly life: RecordingLife
  readonly #parts: RecorderParts
  readonly #tenants = new Set<TenantRecorder>()
  readonly #timers: NodeJS.Timeout[] = []
  #recovering: Promise<void> | undefined
  #closing: Promise<void> | undefined

  /** Resolves when what was left behind has been found. */
  static async start(options: RecorderOptions): Promise<Recorder> {
    const recorder = new Recorder(options)
    await recorder.#recover()
    return recorder
  }

  private constructor(options: RecorderOptions) {
    const { spool, keys, logger } = options
    this.shipper = new Shipper(options)
    const events = this.#takeEvents(logger)
    this.#parts = {
      ...options,
      name: `rec-${randomBytes(6).toString('hex')}`,
      ports: new MediaPorts(),
      createTake: (manifest) => Take.create(spool, { ...manifest, region: keys.region }, events),
    }
    this.life = new RecordingLife({
      ...options,
      onEvent: (_tenant, recording, { kind }) =>
        logger.info({ recording, kind }, 'recording changed'),
    })
    this.#timers.push(setInterval(() => this.#recover(), RECOVER_MS))
    this.every(SWEEP_MS, () => this.sweep())
    this.#timers.push(setTimeout(() => this.#look(() => this.sweep()), FIRST_SWEEP_MS))
  }

  get name(): string {
    return this.#parts.name
  }

  get recordings(): number {
    return [...this.#tenants].reduce((sum, { recordings }) => sum + recordings, 0)
  }

  /** Records what a tenant wants, as long as its tokens are given. */
  serve(tokens: TokenSource): void {
    this.#tenants.add(new TenantRecorder(this.#parts, tokens))
  }

  /** Deletes what has been kept for long enough. What stays of one tenant keeps nothing of another. */
  sweep(): Promise<void> {
    return sweepTenants(this.#tenants, this.life, this.#parts.logger)
  }

  /** Runs something again and again until this closes. */
  every(ms: number, run: () => Promise<void>): void {
    this.#timers.push(setInterval(() => this.#look(run), ms))
  }

  /** Ends what is recorded, and stores what can be stored soon. The rest stays on the disk. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#recovering
    await Promise.all([...this.#tenants].map((tenant) => tenant.close()))
    await this.#parts.ports[Symbol.asyncDispose]()
    await this.shipper.close()
    await this.#parts.store[Symbol.asyncDispose]()
  }

  #look(run: () => Promise<void>): void {
    run().catch((err) => this.#parts.logger.warn({ err }, 'a look around failed'))
  }

  #recover(): Promise<void> {
    const { spool, keys, logger } = this.#parts
    const events = this.#takeEvents(logger)
    this.#recovering ??= recoverTakes({ spool, keys, logger, events })
      .then((takes) => {
        for (const take of takes) this.shipper.ship(take)
      })
      .catch((err) => logger.error({ err }, 'looking for takes that were left behind failed'))
      .finally(() => {
        this.#recovering = undefined
      })
    return this.#recovering
  }

  #takeEvents(logger: RecorderLogger) {
    return {
      onChange: (take: Take) => this.shipper.ship(take),
      onFailure: (err: unknown) => logger.error({ err }, 'a journal cannot be written'),
    }
  }
}
