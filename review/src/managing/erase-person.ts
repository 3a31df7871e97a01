import { type ErasureAnswer, type PersonId, VisavisError } from '@visavis/protocol'
import type { Reviewer } from '../access/reviewers.ts'
import type { Review } from '../review.ts'
import { everyRecordingOf } from './recordings-of.ts'

/**
 * Destroys everything of a person in all of a tenant's recordings and rooms. All or nothing: one recording that is held, or
 * whose keys are elsewhere, keeps the rest too, since names and messages have one key for all rooms. One that was cut short
 * is finished by the next.
 */
export async function erasePerson(
  review: Review,
  reviewer: Reviewer,
  person: PersonId,
): Promise<ErasureAnswer> {
  const { deps, audit, library } = review
  const { tenant, subject: by } = reviewer
  const theirs = await everyRecordingOf(review, tenant, person)
  const recordings = theirs.flatMap(({ recording, isErased }) => (isErased ? [] : [recording]))
  const places = recordings.map((recording) => ({ tenant, recording }))
  await Promise.all(places.map((place) => deps.life().demandErasable(place, person)))
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
