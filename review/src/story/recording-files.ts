import type {
  PersonId,
  RecordingId,
  RecordingManifest,
  RecordingStatus,
  TenantId,
} from '@visavis/protocol'
import type { DeletionReceipt, LegalHold, RecordingLife } from '@visavis/recorder'

/** What the store has of a recording. */
export interface RecordingFiles {
  readonly manifests: readonly RecordingManifest[]
  /** Manifests that cannot be read, as the store calls them. */
  readonly damaged: readonly string[]
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
  const [takes, { hold, receipts: deletions }] = await Promise.all([
    life.takes(place),
    life.record(place),
  ])
  const { manifests } = takes
  const damaged = takes.damaged.map(({ name }) => name)
  const erased = new Set(deletions.flatMap(({ keysDestroyed }) => keysDestroyed))
  const about = { manifests, damaged, hold, deletions, erased }
  if (manifests.length + damaged.length > 0) {
    const status = life.isRunning(takes) ? 'recording' : 'kept'
    return { ...about, status, deadline: life.deadline(takes) }
  }
  const isDeleted = deletions.some(({ because }) => because === 'retention')
  return { ...about, status: isDeleted ? 'deleted' : 'recording', deadline: null }
}
