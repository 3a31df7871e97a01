import { join } from 'node:path'
import type { Settings } from '@visavis/settings'
import { KeyRing } from './keys/key-ring.ts'
import type { RecorderLogger } from './recorder-logger.ts'
import { Recorder } from './service/recorder.ts'
import { FolderStore } from './store/folder-store.ts'
import type { RecordingStore } from './store/recording-store.ts'

/** Where nothing says which. */
const REGION = 'local'

/** The recorder that the settings describe. */
export function createRecorder(settings: Settings, logger: RecorderLogger): Promise<Recorder> {
  return Recorder.start({
    address: settings.recorderAddress,
    spool: join(settings.dataDir, 'recording-spool'),
    keys: openKeyRing(settings),
    store: openRecordingStore(settings),
    logger,
  })
}

export function openKeyRing({ recordingKeysDir, dataDir, region }: Settings): KeyRing {
  const folder = recordingKeysDir ?? join(dataDir, 'keys', 'recordings')
  return new KeyRing({ folder, region: region ?? REGION })
}

export function openRecordingStore({ recordingsDir, dataDir }: Settings): RecordingStore {
  return new FolderStore(recordingsDir ?? join(dataDir, 'recordings'))
}
