// Ids without their schemas, so that browsers need no schema library.

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
export type MessageId = Branded<'MessageId'>
export type TicketId = Branded<'TicketId'>

export const ID_PREFIXES = {
  room: 'room',
  participant: 'par',
  person: 'per',
  session: 'ses',
  transport: 'tra',
  track: 'trk',
  subscription: 'sub',
  message: 'msg',
  ticket: 'tkt',
} as const

type IdOf = {
  room: RoomId
  participant: ParticipantId
  person: PersonId
  session: SessionId
  transport: TransportId
  track: TrackId
  subscription: SubscriptionId
  message: MessageId
  ticket: TicketId
}

/** A fresh id, 128 bits from the platform's secure generator. Works in Node and in browsers. */
export function newId<Kind extends keyof IdOf>(kind: Kind): IdOf[Kind] {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const base64 = btoa(String.fromCharCode(...bytes))
  const random = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return `${ID_PREFIXES[kind]}_${random}` as IdOf[Kind]
}
