import { FileName, HttpError, MessageId, PersonId, RecordingId } from '@visavis/protocol'
import Type from 'typebox'

export const RecordingParams = Type.Object({ recording: RecordingId })
export const PartParams = Type.Object({ recording: RecordingId, take: FileName, file: FileName })
export const MessageParams = Type.Object({ recording: RecordingId, message: MessageId })
export const PersonParams = Type.Object({ person: PersonId })

/** Answers other than success. */
export const FAILURES = { '4xx': HttpError, '5xx': HttpError } as const
export const ABOUT = { tags: ['recordings'], security: [{ token: [] }] }
/** Fastify would answer HEAD by making the whole answer. */
export const WITHOUT_HEAD = { exposeHeadRoute: false } as const
