import Type from 'typebox'
import { ID_PREFIXES } from './id.ts'

export { ID_PREFIXES, newId } from './id.ts'

/** 128 random bits as base64url: 22 characters. Guessing one is not an attack. */
const RANDOM_PART = '[A-Za-z0-9_-]{22}'

declare const brand: unique symbol
/** A string that only the matching parser or minter can make. */
export type Branded<Name extends string> = string & { readonly [brand]: Name }

export type RoomId = Branded<'RoomId'>
export type ParticipantId = Branded<'ParticipantId'>
/** Pseudonym of a data subject within one tenant. The only trace of a person in the log. */
export type PersonId = Branded<'PersonId'>
export type SessionId = Branded<'SessionId'>
export type TransportId = Branded<'TransportId'>
export type TrackId = Branded<'TrackId'>
export type SubscriptionId = Branded<'SubscriptionId'>
export type SlotId = Branded<'SlotId'>
export type MessageId = Branded<'MessageId'>
export type TicketId = Branded<'TicketId'>
export type RecordingId = Branded<'RecordingId'>
export type ConsentId = Branded<'ConsentId'>

function idSchema<T extends string>(prefix: string) {
  return Type.Unsafe<T>(Type.String({ pattern: `^${prefix}_${RANDOM_PART}$` }))
}

export const RoomId = idSchema<RoomId>(ID_PREFIXES.room)
export const ParticipantId = idSchema<ParticipantId>(ID_PREFIXES.participant)
export const PersonId = idSchema<PersonId>(ID_PREFIXES.person)
export const SessionId = idSchema<SessionId>(ID_PREFIXES.session)
export const TransportId = idSchema<TransportId>(ID_PREFIXES.transport)
export const TrackId = idSchema<TrackId>(ID_PREFIXES.track)
export const SubscriptionId = idSchema<SubscriptionId>(ID_PREFIXES.subscription)
export const SlotId = idSchema<SlotId>(ID_PREFIXES.slot)
export const MessageId = idSchema<MessageId>(ID_PREFIXES.message)
export const TicketId = idSchema<TicketId>(ID_PREFIXES.ticket)
export const RecordingId = idSchema<RecordingId>(ID_PREFIXES.recording)
export const ConsentId = idSchema<ConsentId>(ID_PREFIXES.consent)

/** Audit logs are logs like those of rooms, under ids that no room gets. */
export const AUDIT_LOG_PREFIX = 'room_audit-'

/** Tenants are named by operators: `acme`, `acme-eu`. */
export const TenantId = Type.Unsafe<TenantId>(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }))
export type TenantId = Branded<'TenantId'>
