import { join } from 'node:path'
import type { Settings } from '@visavis/settings'
import { CompositeJobs, type CompositeJobsOptions } from './composite/composite-jobs.ts'
import { KeyRing } from './keys/key-ring.ts'
import { RecordingLife } from './life/recording-life.ts'
import type { RecorderLogger } from './recorder-logger.ts'
import { Recorder } from './service/recorder.ts'
import { FolderStore } from './store/folder-store.ts'
import type { RecordingStore } from './store/recording-store.ts'

/** Where nothing says which. */
const REGION = 'local'
/** As the law is read there: never longer than six months. */
const EU_RETENTION_DAYS = 180

/** The recorder that the settings describe. */
export async function createRecorder(
  settings: Settings,
  logger: RecorderLogger,
): Promise<Recorder> {
  return Recorder.start({
    address: settings.recorderAddress,
    spool: join(settings.dataDir, 'recording-spool'),
    keys: openKeyRing(settings),
    store: await openRecordingStore(settings),
    maxRetentionDays: maxRetentionDays(settings),
    logger,
  })
}

/** Composites of what is in the store; `life` is a recorder's, or one's own. */
export function openCompositeJobs(
  { dataDir }: Settings,
  options: Omit<CompositeJobsOptions, 'folder'>,
): CompositeJobs {
  return new CompositeJobs({ ...options, folder: join(dataDir, 'recording-composites') })
}

/** Retention, erasure and hold, where no recorder runs in the process. */
export function openRecordingLife(
  settings: Settings,
  parts: { store: RecordingStore; keys: KeyRing },
): RecordingLife {
  return new RecordingLife({ ...parts, maxRetentionDays: maxRetentionDays(settings) })
}

function maxRetentionDays({ jurisdiction }: Settings): number {
  return jurisdiction === 'eu' ? EU_RETENTION_DAYS : Number.MAX_SAFE_INTEGER
}

export function openKeyRing({ recordingKeysDir, dataDir, region }: Settings): KeyRing {
  const folder = recordingKeysDir ?? join(dataDir, 'keys', 'recordings')
  return new KeyRing({ folder, region: region ?? REGION })
}

export async function openRecordingStore(settings: Settings): Promise<RecordingStore> {
  const { s3Bucket, s3Endpoint, s3Region, recordingsDir, dataDir } = settings
  if (s3Bucket === null) return new FolderStore(recordingsDir ?? join(dataDir, 'recordings'))
  // The SDK is large, and most have no bucket.
  const { S3Store } = await import('./store/s3-store.ts')
  return new S3Store({
    bucket: s3Bucket,
    endpoint: s3Endpoint ?? undefined,
    region: s3Region ?? undefined,
  })
}
