import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { RoomId, TenantId } from '@visavis/protocol'
import { CHECKPOINT_FILE } from '../audit/audit-checkpoints.ts'
import { type AnchoredHead, readCheckpoints } from '../audit/checkpoint.ts'
import type { SealKey } from '../consent/seal-key.ts'
import { hasCode } from '../has-code.ts'

/** Heads that were signed outside the database. Each line is read and verified once: they only grow. */
export class Anchors {
  readonly #path: string
  readonly #key: SealKey
  readonly #heads = new Map<string, AnchoredHead[]>()
  /** Bytes and lines that were verified. */
  #bytes = 0
  #lines = 0
  #reading: Promise<void> = Promise.resolve()

  constructor({ folder, key }: { folder: string; key: SealKey }) {
    this.#path = join(folder, CHECKPOINT_FILE)
    this.#key = key
  }

  /** With those that were appended until now; none where none has been yet. Throws for a line that the key did not sign. */
  async of(tenant: TenantId, room: RoomId): Promise<readonly AnchoredHead[]> {
    this.#reading = this.#reading.catch(() => {}).then(() => this.#readOn())
    await this.#reading
    return this.#heads.get(nameOf({ tenant, room })) ?? []
  }

  async #readOn(): Promise<void> {
    const file = await open(this.#path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    })
    if (!file) return
    try {
      await this.#take(await this.#appended(file))
    } finally {
      await file.close()
    }
  }

  /** Whole lines. A file that has become shorter is another one: what the first said stays true. */
  async #appended(file: FileHandle): Promise<Buffer> {
    const { size } = await file.stat()
    if (size < this.#bytes) [this.#bytes, this.#lines] = [0, 0]
    const bytes = Buffer.alloc(size - this.#bytes)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#bytes)
    return bytes.subarray(0, bytes.subarray(0, bytesRead).lastIndexOf('\n') + 1)
  }

  async #take(lines: Buffer): Promise<void> {
    const texts = lines.toString('utf8').split('\n')
    const heads = await readCheckpoints(texts, await this.#key.publicKey(), this.#lines + 1)
    for (const head of heads) {
      const known = this.#heads.get(nameOf(head))
      if (known) known.push(head)
      else this.#heads.set(nameOf(head), [head])
    }
    this.#bytes += lines.length
    this.#lines += texts.length - 1
  }
}

function nameOf({ tenant, room }: Pick<AnchoredHead, 'tenant' | 'room'>): string {
  return `${tenant}/${room}`
}
