import {
  type ErasureAnswer,
  type PersonId,
  type RecordingId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { Reviewer } from '../access/reviewers.ts'
import type { Review } from '../review.ts'
import { recordingsOf } from './recordings-of.ts'

/**
 * Destroys everything of a person in all of a tenant's recordings and rooms. All or nothing: one recording that is held
 * keeps the rest too, since names and messages have one key for all rooms. One that was cut short is finished by the next.
 */
export async function erasePerson(
  review: Review,
  reviewer: Reviewer,
  person: PersonId,
): Promise<ErasureAnswer> {
  const { deps, audit, library } = review
  const { tenant, subject: by } = reviewer
  const theirs = await recordingsOf(review, tenant, person)
  const recordings = theirs.flatMap(({ recording, isErased }) => (isErased ? [] : [recording]))
  await demandFree(review, tenant, recordings)
  // In the log of the list: somebody who only wrote is in no recording's.
  await audit.note(reviewer, { action: 'erased', subject: person })
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
