import {
  openCompositeJobs,
  openKeyRing,
  openRecordingLife,
  openRecordingStore,
  type Recorder,
} from '@visavis/recorder'
import { registerReview } from '@visavis/review'
import type { App, SignalingContext } from '@visavis/signaling'

/** Serves recordings to reviewers, from the keys and the store that the settings name. What it opens is the caller's to close. */
export async function openReview(
  app: App,
  { settings, logger, log, review: records, verifier, limiter }: SignalingContext,
  recorder: () => Recorder | undefined,
): Promise<AsyncDisposable> {
  await using undo = new AsyncDisposableStack()
  const keys = openKeyRing(settings)
  const store = undo.use(await openRecordingStore(settings))
  const ownLife = openRecordingLife(settings, { store, keys })
  const life = () => recorder()?.life ?? ownLife
  const films = undo.use(openCompositeJobs(settings, { store, keys, logger, life: ownLife }))
  await app.register(async (scope: App) => {
    limiter.limit(scope)
    await registerReview(scope, { log, records, verifier, store, keys, films, life })
  })
  return undo.move()
}
