import {
  openKeyRing,
  openRecordingLife,
  openRecordingStore,
  type Recorder,
  type RecordingStore,
} from '@visavis/recorder'
import { registerReview } from '@visavis/review'
import type { App, SignalingContext } from '@visavis/signaling'

/** Serves recordings to reviewers, from the keys and the store that the settings name. The store is the caller's to close. */
export async function openReview(
  app: App,
  { settings, log, review: records, verifier }: SignalingContext,
  recorder: () => Recorder | undefined,
): Promise<RecordingStore> {
  const keys = openKeyRing(settings)
  const store = await openRecordingStore(settings)
  const ownLife = openRecordingLife(settings, { store, keys })
  const life = () => recorder()?.life ?? ownLife
  await registerReview(app, { log, records, verifier, store, keys, life })
  return store
}
