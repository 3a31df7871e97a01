import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { RoomId } from '@visavis/protocol'
import { hasCode } from '../has-code.ts'
import { type AnchoredHead, peekCheckpoint } from './checkpoint.ts'

/** Rooms whose newest signed head is remembered. Of others `audit verify` alone finds out. */
const KEPT = 20_000

export type HeadVerdict = 'new' | 'known' | 'differs'

/** How far each room's chain was when it was signed last. */
export class SignedHeads {
  readonly #heads = new Map<RoomId, Pick<AnchoredHead, 'seq' | 'hash'>>()
  /** When the newest of them were signed; 0 where there are none. */
  at = 0

  /** As a checkpoint file has them. A line that is no checkpoint is for `audit verify` to name. */
  static async read(path: string): Promise<SignedHeads> {
    const signed = new SignedHeads()
    for await (const line of linesOf(path)) {
      const checkpoint = peekCheckpoint(line)
      if (!checkpoint) continue
      for (const head of checkpoint.heads) signed.take(head)
      signed.at = checkpoint.at
    }
    return signed
  }

  /** A chain only grows: one that is shorter, or that has another hash at the same place, was changed. */
  compare({ room, seq, hash }: AnchoredHead): HeadVerdict {
    const signed = this.#heads.get(room)
    if (!signed || seq > signed.seq) return 'new'
    return seq === signed.seq && hash === signed.hash ? 'known' : 'differs'
  }

  /** Remembers one that is new. */
  take(head: AnchoredHead): void {
    if (this.compare(head) !== 'new') return
    const { room, seq, hash } = head
    this.#heads.delete(room)
    this.#heads.set(room, { seq, hash })
    const [oldest] = this.#heads.keys()
    if (this.#heads.size > KEPT && oldest) this.#heads.delete(oldest)
  }
}

/** None where there is no such file yet. */
async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, 'utf8') })
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}
