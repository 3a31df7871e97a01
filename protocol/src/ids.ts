import Type from 'typebox'
import * as id from './id.ts'

export { type Branded, ID_PREFIXES, newId } from './id.ts'

/** 128 random bits as base64url: 22 characters. Guessing one is not an attack. */
const RANDOM_PART = '[A-Za-z0-9_-]{22}'

function idSchema<T extends string>(prefix: string) {
  return Type.Unsafe<T>(Type.String({ pattern: `^${prefix}_${RANDOM_PART}$` }))
}

export const RoomId = idSchema<RoomId>(id.ID_PREFIXES.room)
export type RoomId = id.RoomId
export const ParticipantId = idSchema<ParticipantId>(id.ID_PREFIXES.participant)
export type ParticipantId = id.ParticipantId
export const PersonId = idSchema<PersonId>(id.ID_PREFIXES.person)
export type PersonId = id.PersonId
export const SessionId = idSchema<SessionId>(id.ID_PREFIXES.session)
export type SessionId = id.SessionId
export const TransportId = idSchema<TransportId>(id.ID_PREFIXES.transport)
export type TransportId = id.TransportId
export const TrackId = idSchema<TrackId>(id.ID_PREFIXES.track)
export type TrackId = id.TrackId
export const SubscriptionId = idSchema<SubscriptionId>(id.ID_PREFIXES.subscription)
export type SubscriptionId = id.SubscriptionId
export const MessageId = idSchema<MessageId>(id.ID_PREFIXES.message)
export type MessageId = id.MessageId
export const TicketId = idSchema<TicketId>(id.ID_PREFIXES.ticket)
export type TicketId = id.TicketId

/** Tenants are named by operators: `acme`, `acme-eu`. */
export const TenantId = Type.Unsafe<TenantId>(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }))
export type TenantId = id.Branded<'TenantId'>
