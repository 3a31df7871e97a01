import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CryptoKey } from 'jose'
import { CHECKPOINT_FILE } from '../audit/audit-checkpoints.ts'
import { type AnchoredHead, readCheckpoints } from '../audit/checkpoint.ts'

/** Heads that were signed outside the database; none where none has been yet. */
export async function readAnchors(folder: string, key: CryptoKey): Promise<AnchoredHead[]> {
  try {
    return await readCheckpoints(await readFile(join(folder, CHECKPOINT_FILE), 'utf8'), key)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
