import type {
  ConsentId,
  MessageId,
  ParticipantId,
  PersonId,
  RecordingId,
  RoomId,
  SessionId,
  SlotId,
  SubscriptionId,
  TicketId,
  TrackId,
  TransportId,
} from './ids.ts'

// Apart from the ids' schemas, so that browsers need no schema library to make one.

export const ID_PREFIXES = {
  room: 'room',
  participant: 'par',
  person: 'per',
  session: 'ses',
  transport: 'tra',
  track: 'trk',
  slot: 'slt',
  subscription: 'sub',
  message: 'msg',
  ticket: 'tkt',
  recording: 'rec',
  consent: 'cns',
} as const

type IdOf = {
  room: RoomId
  participant: ParticipantId
  person: PersonId
  session: SessionId
  transport: TransportId
  track: TrackId
  slot: SlotId
  subscription: SubscriptionId
  message: MessageId
  ticket: TicketId
  recording: RecordingId
  consent: ConsentId
}

/** A fresh id, 128 bits from the platform's secure generator. Works in Node and in browsers. */
export function newId<Kind extends keyof IdOf>(kind: Kind): IdOf[Kind] {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const base64 = btoa(String.fromCharCode(...bytes))
  const random = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return `${ID_PREFIXES[kind]}_${random}` as IdOf[Kind]
}
