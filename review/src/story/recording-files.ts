import type {
  PersonId,
  RecordingId,
  RecordingManifest,
  RecordingStatus,
  TenantId,
} from '@visavis/protocol'
import { VisavisError } from '@visavis/protocol'
import type { DeletionReceipt, LegalHold, RecordingLife } from '@visavis/recorder'

/** What the store has of a recording. */
export interface RecordingFiles {
  readonly manifests: readonly RecordingManifest[]
  readonly hold: LegalHold | null
  readonly deletions: readonly DeletionReceipt[]
  readonly status: RecordingStatus
  readonly deadline: number | null
  readonly erased: ReadonlySet<PersonId>
}

export async function readFiles(
  life: RecordingLife,
  place: { tenant: TenantId; recording: RecordingId },
): Promise<RecordingFiles> {
  const [manifests, { hold, receipts: deletions }] = await Promise.all([
    life.manifests(place).catch(noneIfMissing),
    life.record(place),
  ])
  const status = statusOf(manifests, deletions)
  const isGone = manifests.length === 0
  const erased = new Set(deletions.flatMap(({ keysDestroyed }) => keysDestroyed))
  const deadline = isGone ? null : life.deadline(manifests)
  return { manifests, hold, deletions, status, deadline, erased }
}

function statusOf(
  manifests: readonly RecordingManifest[],
  deletions: readonly DeletionReceipt[],
): RecordingStatus {
  if (manifests.length === 0) return deletions.length > 0 ? 'deleted' : 'recording'
  return manifests.some(({ endedAt }) => endedAt === null) ? 'recording' : 'kept'
}

function noneIfMissing(error: unknown): RecordingManifest[] {
  if (error instanceof VisavisError && error.code === 'not-found') return []
  throw error
}
