import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { SealKey } from '../consent/seal-key.ts'
import type { Database } from '../database/index.ts'
import { makeFolder } from '../make-folder.ts'
import { type AnchoredHead, CHECKPOINT_TYPE, type Checkpoint } from './checkpoint.ts'
import { SignedHeads } from './signed-heads.ts'

/** How much of a room's end somebody could rewrite unnoticed. Less means more lines. */
const EVERY_MS = 60_000
/** Heads are looked at again for so long: one that was being written may have come late. */
const MARGIN_MS = 10_000

export const CHECKPOINT_FILE = 'checkpoints.jsonl'

export interface AuditCheckpointsOptions {
  readonly database: Database
  readonly key: SealKey
  /** Best on another machine: who can write to the database should not be able to write here. */
  readonly folder: string
  readonly logger: Logger
}

/** Signs how far the rooms' chains are, outside the database, so that even a chain that was computed anew is found out. */
export class AuditCheckpoints implements AsyncDisposable {
  readonly #parts: AuditCheckpointsOptions
  readonly #timer: NodeJS.Timeout
  /** Read from the file by the first write. */
  #signed: SignedHeads | undefined
  #writing: Promise<void> = Promise.resolve()
  #closed = false

  static async open(options: AuditCheckpointsOptions): Promise<AuditCheckpoints> {
    await makeFolder(options.folder)
    return new AuditCheckpoints(options)
  }

  private constructor(options: AuditCheckpointsOptions) {
    this.#parts = options
    this.#timer = setInterval(() => void this.#tryWrite(), EVERY_MS).unref()
  }

  /** One line with the heads that have changed; none where none has. */
  write(): Promise<void> {
    const written = this.#writing.then(() => this.#write())
    this.#writing = written.catch(() => {})
    return written
  }

  /** With what came since the last one. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    await this.#tryWrite()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #tryWrite(): Promise<void> {
    await this.write().catch((err) => this.#parts.logger.error({ err }, 'audit checkpoint failed'))
  }

  async #write(): Promise<void> {
    const { key, folder } = this.#parts
    const path = join(folder, CHECKPOINT_FILE)
    this.#signed ??= await SignedHeads.read(path)
    const signed = this.#signed
    const at = Date.now()
    const heads = (await this.#read(signed.at - MARGIN_MS)).filter((head) =>
      this.#isNew(head, signed),
    )
    if (heads.length > 0) {
      const checkpoint: Checkpoint = { at, heads }
      const line = await key.sign(checkpoint, CHECKPOINT_TYPE)
      await appendFile(path, `${line}\n`, { mode: 0o600, flush: true })
    }
    for (const head of heads) signed.take(head)
    signed.at = at
  }

  /** What contradicts the file is never signed beside it. */
  #isNew(head: AnchoredHead, signed: SignedHeads): boolean {
    const verdict = signed.compare(head)
    const { room, seq } = head
    if (verdict === 'differs') {
      this.#parts.logger.error({ room, seq }, 'a log is not what was signed: it was changed')
    }
    return verdict === 'new'
  }

  async #read(since: number): Promise<AnchoredHead[]> {
    const rows = await this.#parts.database.db
      .selectFrom('rooms')
      .select(['tenant', 'id', 'head_seq', 'head_hash'])
      .where('head_at', '>=', since)
      .where('deleted_at', 'is', null)
      .execute()
    return rows.map(({ tenant, id: room, head_seq: seq, head_hash }) => {
      return { tenant, room, seq, hash: head_hash.toString('hex') }
    })
  }
}
