import Type from 'typebox'
import { MessageId, PersonId, RecordingId } from './ids.ts'
import { LIMITS } from './limits.ts'

/** What was done with a recording, as its audit log has it. */
export const ReviewAction = Type.Union([
  Type.Literal('listed'),
  Type.Literal('viewed'),
  Type.Literal('played'),
  Type.Literal('unmasked'),
  Type.Literal('verified'),
  Type.Literal('held'),
  Type.Literal('release-asked'),
  Type.Literal('released'),
  Type.Literal('erased'),
  /** Its time was over. */
  Type.Literal('expired'),
  Type.Literal('exported'),
  Type.Literal('composed'),
  Type.Literal('film-deleted'),
])
export type ReviewAction = Type.Static<typeof ReviewAction>

/** Bodies of the events of audit logs: logs that belong to a recording, not to a room with people. */
export const REVIEW_EVENT_BODIES = {
  'recording-reviewed': Type.Object({
    action: ReviewAction,
    /** Without one: the list of a tenant's recordings. */
    recording: Type.Optional(RecordingId),
    /** Who did it. Absent for what the server did by itself. */
    person: Type.Optional(PersonId),
    name: Type.Optional(
      Type.Union([Type.String({ maxLength: LIMITS.nameCharacters }), Type.Null()]),
    ),
    /** Whose data it was about. */
    subject: Type.Optional(PersonId),
    message: Type.Optional(MessageId),
    /** Id of the receipt of what was deleted. */
    deletion: Type.Optional(Type.String({ maxLength: 100 })),
  }),
} as const
