import type { PersonId, RecordingId, TenantId } from '@visavis/protocol'
import type { ReviewDeps } from '../ports.ts'
import { readFiles } from '../story/recording-files.ts'

/** Files that are open at the same time. */
const AT_ONCE = 16

type Tools = Pick<ReviewDeps, 'life' | 'keys'>

export interface PersonRecording {
  readonly recording: RecordingId
  /** There is a receipt of it. */
  readonly isErased: boolean
}

/**
 * Those in the store that a person is in, by their manifests and keys: an erasure that was cut short has destroyed keys, but
 * left no receipt, and a manifest may be damaged.
 */
export async function recordingsOf(
  { deps }: { readonly deps: Tools },
  tenant: TenantId,
  person: PersonId,
): Promise<PersonRecording[]> {
  const { inStore, withKey } = await candidates(deps, tenant, person)
  return look(deps, { tenant, person, withKey }, inStore)
}

/** Also those that are being recorded, or lie on the disk of a recorder. */
export async function everyRecordingOf(
  { deps }: { readonly deps: Tools },
  tenant: TenantId,
  person: PersonId,
): Promise<PersonRecording[]> {
  const { inStore, withKey } = await candidates(deps, tenant, person)
  return look(deps, { tenant, person, withKey }, [...new Set([...inStore, ...withKey])])
}

interface Whose {
  readonly tenant: TenantId
  readonly person: PersonId
  readonly withKey: ReadonlySet<RecordingId>
}

async function candidates({ life, keys }: Tools, tenant: TenantId, person: PersonId) {
  const inStore = await life().recordings(tenant)
  return { inStore, withKey: new Set(await keys.recordings(tenant, person)) }
}

async function look(
  deps: Tools,
  { tenant, person, withKey }: Whose,
  recordings: readonly RecordingId[],
): Promise<PersonRecording[]> {
  const lookAt = async (recording: RecordingId): Promise<PersonRecording[]> => {
    const { manifests, erased } = await readFiles(deps.life(), { tenant, recording })
    const isIn = manifests.some(({ tracks }) => tracks.some((one) => one.person === person))
    return isIn || withKey.has(recording) ? [{ recording, isErased: erased.has(person) }] : []
  }
  const found: PersonRecording[] = []
  for (let at = 0; at < recordings.length; at += AT_ONCE) {
    found.push(...(await Promise.all(recordings.slice(at, at + AT_ONCE).map(lookAt))).flat())
  }
  return found
}
