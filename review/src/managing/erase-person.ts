import {
  type ErasureAnswer,
  type PersonId,
  type RecordingId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { Reviewer } from '../access/reviewers.ts'
import type { Review } from '../review.ts'

/**
 * Destroys everything of a person in all of a tenant's recordings and rooms. All or nothing: one recording that is held
 * keeps the rest too, since names and messages have one key for all rooms.
 */
export async function erasePerson(
  review: Review,
  reviewer: Reviewer,
  person: PersonId,
): Promise<ErasureAnswer> {
  const { deps, audit, library } = review
  const { tenant, subject: by } = reviewer
  const recordings = await recordingsOf(review, tenant, person)
  await demandFree(review, tenant, recordings)
  const deletions: ErasureAnswer['deletions'] = []
  for (const recording of recordings) {
    const receipt = await deps.life().erase({ tenant, recording }, { person, by })
    const { tenant: _, ...shown } = receipt
    deletions.push(shown)
    const entry = { action: 'erased', recording, subject: person, deletion: receipt.id } as const
    await audit.note(reviewer, entry)
  }
  const isTextErased = await deps.records.erase(tenant, person)
  library.stories.forget()
  if (recordings.length === 0 && !isTextErased) throw new VisavisError('not-found')
  return { deletions, isTextErased }
}

/** Those that still have something of theirs, by their keys, which tell what can be opened. */
export async function recordingsOf(
  { deps }: Pick<Review, 'deps'>,
  tenant: TenantId,
  person: PersonId,
): Promise<RecordingId[]> {
  const inStore = await deps.life().recordings(tenant)
  const withKeys = await Promise.all(
    inStore.map(async (recording) => {
      const people = await deps.keys.people(tenant, recording)
      return people.includes(person) ? [recording] : []
    }),
  )
  return withKeys.flat()
}

async function demandFree(
  { deps }: Review,
  tenant: TenantId,
  recordings: readonly RecordingId[],
): Promise<void> {
  const holds = await Promise.all(
    recordings.map((recording) => deps.life().holdOf({ tenant, recording })),
  )
  if (holds.some((hold) => hold !== null)) throw new VisavisError('recording-held')
}
