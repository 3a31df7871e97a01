import type { RecordingLife } from '../life/recording-life.ts'
import type { RecorderLogger } from '../recorder-logger.ts'

/** Whatever fails for one is tried again by the next sweep, and keeps no other from its turn. */
export async function sweepTenants(
  tenants: Iterable<{ sweep(life: RecordingLife): Promise<void> }>,
  life: RecordingLife,
  logger: RecorderLogger,
): Promise<void> {
  for (const tenant of tenants) {
    await tenant.sweep(life).catch((err) => logger.warn({ err }, 'recordings were not deleted'))
  }
}
