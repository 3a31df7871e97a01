import {
  type PersonId,
  type RecordingId,
  type RecordingManifest,
  type RecordingStatus,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import {
  type DeletionReceipt,
  type LegalHold,
  type LifeRecord,
  lifeName,
  type RecordingLife,
} from '@visavis/recorder'

const NOTHING_KNOWN: LifeRecord = { hold: null, receipts: [] }

/** What the store has of a recording. */
export interface RecordingFiles {
  readonly manifests: readonly RecordingManifest[]
  /** What cannot be read of manifests, holds and receipts, as the store calls it. */
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
  const [takes, record] = await Promise.all([life.takes(place), readRecord(life, place)])
  const { hold, receipts: deletions } = record ?? NOTHING_KNOWN
  const { manifests } = takes
  const damagedRecord = record ? [] : [lifeName(place)]
  const damaged = [...takes.damaged.map(({ name }) => name), ...damagedRecord]
  const erased = new Set(deletions.flatMap(({ keysDestroyed }) => keysDestroyed))
  const about = { manifests, damaged, hold, deletions, erased }
  if (manifests.length + takes.damaged.length > 0) {
    const status = life.isRunning(takes) ? 'recording' : 'kept'
    return { ...about, status, deadline: life.deadline(takes) }
  }
  const isDeleted = deletions.some(({ because }) => because === 'retention')
  return { ...about, status: isDeleted ? 'deleted' : 'recording', deadline: null }
}

/** Where it is damaged the others can still be seen; whoever would change this one is refused by `life`. */
async function readRecord(
  life: RecordingLife,
  place: { tenant: TenantId; recording: RecordingId },
): Promise<LifeRecord | undefined> {
  try {
    return await life.record(place)
  } catch (error) {
    if (error instanceof VisavisError && error.code === 'recording-damaged') return undefined
    throw error
  }
}
