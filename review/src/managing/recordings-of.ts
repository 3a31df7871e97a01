import type { PersonId, RecordingId, TenantId } from '@visavis/protocol'
import type { Review } from '../review.ts'
import { readFiles } from '../story/recording-files.ts'

/** Files that are open at the same time. */
const AT_ONCE = 16

export interface PersonRecording {
  readonly recording: RecordingId
  /** There is a receipt of it. */
  readonly isErased: boolean
}

/** Those that a person is in, by their manifests: an erasure that was cut short has destroyed keys, but left no receipt. */
export async function recordingsOf(
  { deps }: Pick<Review, 'deps'>,
  tenant: TenantId,
  person: PersonId,
): Promise<PersonRecording[]> {
  const life = deps.life()
  const inStore = await life.recordings(tenant)
  const look = async (recording: RecordingId): Promise<PersonRecording[]> => {
    const { manifests, erased } = await readFiles(life, { tenant, recording })
    const isIn = manifests.some(({ tracks }) => tracks.some((one) => one.person === person))
    return isIn ? [{ recording, isErased: erased.has(person) }] : []
  }
  const found: PersonRecording[] = []
  for (let at = 0; at < inStore.length; at += AT_ONCE) {
    found.push(...(await Promise.all(inStore.slice(at, at + AT_ONCE).map(look))).flat())
  }
  return found
}
