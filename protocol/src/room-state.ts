import type { EndReason, EventBody, RoomEvent, RoomKind } from './events.ts'
import type { Role } from './grants.ts'
import type { MessageId, ParticipantId, PersonId, TicketId, TrackId } from './ids.ts'
import type { TrackKind, TrackSource } from './media.ts'
import type { Product } from './product.ts'

export interface ParticipantState {
  readonly id: ParticipantId
  readonly person: PersonId
  readonly role: Role
  readonly name: string | null
  readonly badge: string | null
  readonly locale: string | null
  readonly presence: 'connected' | 'disconnected' | 'left'
}

export interface TrackState {
  readonly id: TrackId
  readonly participant: ParticipantId
  readonly kind: TrackKind
  readonly source: TrackSource
  readonly muted: boolean
}

export interface MessageState {
  readonly id: MessageId
  readonly seq: number
  readonly at: number
  readonly participant: ParticipantId
  /** `null` when its author's data was erased. */
  readonly text: string | null
}

export interface TicketState {
  readonly id: TicketId
  readonly product: Product | null
  readonly locale: string | null
  readonly openedAt: number
  readonly status: 'waiting' | 'accepted' | 'closed'
}

export interface RoomState {
  /** Sequence number of the last event folded; 0 before the first. */
  readonly seq: number
  readonly kind: RoomKind | null
  readonly capacity: number
  readonly ended: { readonly at: number; readonly reason: EndReason } | null
  readonly placement: { readonly node: string; readonly worker: string } | null
  readonly ticket: TicketState | null
  readonly participants: Readonly<Record<ParticipantId, ParticipantState>>
  readonly tracks: Readonly<Record<TrackId, TrackState>>
  readonly messages: readonly MessageState[]
}

export const EMPTY_ROOM: RoomState = {
  seq: 0,
  kind: null,
  capacity: 0,
  ended: null,
  placement: null,
  ticket: null,
  participants: {},
  tracks: {},
  messages: [],
}

/** Folds events in order. Pure and total: an event that makes no sense changes only `seq`. */
export function foldRoom(state: RoomState, events: Iterable<RoomEvent>): RoomState {
  let next = state
  for (const event of events) next = step(next, event)
  return next
}

/** Participants who hold a place in the room: connected, or within their resume window. */
export function presentParticipants(state: RoomState): ParticipantState[] {
  return Object.values(state.participants).filter(({ presence }) => presence !== 'left')
}

function step(state: RoomState, event: RoomEvent): RoomState {
  // A doubled event, or one out of order, was already counted or will be filled in.
  if (event.seq !== state.seq + 1) return state
  const next = { ...state, seq: event.seq }
  switch (event.type) {
    case 'room-created':
      return next.kind === null ? { ...next, ...event.body } : next
    case 'room-ended':
      return endRoom(next, event.at, event.body.reason)
    case 'media-placed':
      return { ...next, placement: event.body }
    case 'participant-joined':
      return join(next, event.body)
    case 'participant-disconnected':
      return setPresence(next, event.body.participant, 'connected', 'disconnected')
    case 'participant-reconnected':
      return setPresence(next, event.body.participant, 'disconnected', 'connected')
    case 'participant-left':
      return leave(next, event.body.participant)
    case 'ticket-opened':
      return openTicket(next, event.at, event.body)
    case 'ticket-accepted':
      return setTicket(next, event.body.ticket, 'accepted')
    case 'ticket-closed':
      return setTicket(next, event.body.ticket, 'closed')
    case 'track-published':
      return publish(next, event.body)
    case 'track-muted':
      return setMuted(next, event.body.track, true)
    case 'track-unmuted':
      return setMuted(next, event.body.track, false)
    case 'track-unpublished':
      return unpublish(next, event.body.track)
    case 'message-posted':
      return postMessage(next, event)
    default:
      // A type from a later version.
      event satisfies never
      return next
  }
}

function isPresent(state: RoomState, id: ParticipantId): boolean {
  const participant = own(state.participants, id)
  return participant !== undefined && participant.presence !== 'left'
}

function endRoom(state: RoomState, at: number, reason: EndReason): RoomState {
  if (state.ended) return state
  const participants = Object.fromEntries(
    Object.entries(state.participants).map(([id, value]) => [id, { ...value, presence: 'left' }]),
  ) as RoomState['participants']
  const ticket = state.ticket && { ...state.ticket, status: 'closed' as const }
  return { ...state, ended: { at, reason }, participants, tracks: {}, ticket }
}

function join(state: RoomState, body: EventBody<'participant-joined'>): RoomState {
  if (state.ended || own(state.participants, body.participant)) return state
  const participant: ParticipantState = {
    id: body.participant,
    person: body.person,
    role: body.role,
    name: body.name ?? null,
    badge: body.badge ?? null,
    locale: body.locale ?? null,
    presence: 'connected',
  }
  return { ...state, participants: { ...state.participants, [participant.id]: participant } }
}

function setPresence(
  state: RoomState,
  id: ParticipantId,
  from: ParticipantState['presence'],
  to: ParticipantState['presence'],
): RoomState {
  const participant = own(state.participants, id)
  if (participant?.presence !== from) return state
  return {
    ...state,
    participants: { ...state.participants, [id]: { ...participant, presence: to } },
  }
}

function leave(state: RoomState, id: ParticipantId): RoomState {
  const participant = own(state.participants, id)
  if (!participant || participant.presence === 'left') return state
  const tracks = Object.fromEntries(
    Object.entries(state.tracks).filter(([, track]) => track.participant !== id),
  ) as RoomState['tracks']
  const participants = {
    ...state.participants,
    [id]: { ...participant, presence: 'left' as const },
  }
  return { ...state, participants, tracks }
}

function openTicket(state: RoomState, at: number, body: EventBody<'ticket-opened'>): RoomState {
  if (state.ticket || state.ended) return state
  const ticket: TicketState = {
    id: body.ticket,
    product: body.product ?? null,
    locale: body.locale ?? null,
    openedAt: at,
    status: 'waiting',
  }
  return { ...state, ticket }
}

function setTicket(state: RoomState, id: TicketId, status: 'accepted' | 'closed'): RoomState {
  if (state.ticket?.id !== id || state.ticket.status === 'closed') return state
  return { ...state, ticket: { ...state.ticket, status } }
}

function publish(state: RoomState, body: EventBody<'track-published'>): RoomState {
  if (!isPresent(state, body.participant) || own(state.tracks, body.track)) return state
  const { track: id, participant, kind, source, muted } = body
  const track: TrackState = { id, participant, kind, source, muted }
  return { ...state, tracks: { ...state.tracks, [id]: track } }
}

function setMuted(state: RoomState, id: TrackId, muted: boolean): RoomState {
  const track = own(state.tracks, id)
  if (!track || track.muted === muted) return state
  return { ...state, tracks: { ...state.tracks, [id]: { ...track, muted } } }
}

function unpublish(state: RoomState, id: TrackId): RoomState {
  if (!own(state.tracks, id)) return state
  const tracks = { ...state.tracks }
  delete tracks[id]
  return { ...state, tracks }
}

function postMessage(state: RoomState, event: RoomEvent<'message-posted'>): RoomState {
  const { message: id, participant, text } = event.body
  if (!isPresent(state, participant)) return state
  const message: MessageState = { id, seq: event.seq, at: event.at, participant, text }
  return { ...state, messages: [...state.messages, message] }
}

/** `record[key]` without the prototype: ids come from outside. */
function own<K extends string, V>(record: Readonly<Record<K, V>>, key: K): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
