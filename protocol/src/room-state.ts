import type { EndReason, EventBody, EventType, LeaveReason, RoomEvent, RoomKind } from './events.ts'
import type { Role } from './grants.ts'
import type { MessageId, ParticipantId, PersonId, TicketId, TrackId } from './ids.ts'
import type { TrackKind, TrackSource } from './media.ts'
import type { Product } from './product.ts'
import type { RecordingPolicy } from './recording.ts'
import { foldRecording, type RecordingState, recordable } from './recording-state.ts'

export interface ParticipantState {
  readonly id: ParticipantId
  readonly person: PersonId
  readonly role: Role
  readonly name: string | null
  readonly badge: string | null
  readonly locale: string | null
  readonly presence: 'connected' | 'disconnected' | 'left'
  /** When the socket was lost, while it is. */
  readonly awaySince: number | null
  /** `null` while they are there. */
  readonly leftBecause: LeaveReason | null
}

export interface TrackState {
  readonly id: TrackId
  readonly participant: ParticipantId
  readonly kind: TrackKind
  readonly source: TrackSource
  readonly muted: boolean
  /** Somebody's device does not know its codec. */
  readonly refused?: true
}

export interface MessageState {
  readonly id: MessageId
  readonly seq: number
  readonly at: number
  readonly participant: ParticipantId
  /** `null` when its author's data was erased. */
  readonly text: string | null
  /** Some of it is behind stars for whoever reads it here. */
  readonly isMasked?: true
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
  /** Time of the last event folded; 0 before the first. */
  readonly at: number
  readonly kind: RoomKind | null
  readonly capacity: number
  /** When two people were there for the first time. */
  readonly metAt: number | null
  readonly ended: { readonly at: number; readonly reason: EndReason } | null
  readonly placement: { readonly node: string; readonly worker: string } | null
  readonly ticket: TicketState | null
  readonly participants: Readonly<Record<ParticipantId, ParticipantState>>
  readonly tracks: Readonly<Record<TrackId, TrackState>>
  readonly messages: readonly MessageState[]
  readonly recordingPolicy: RecordingPolicy
  /** The newest. */
  readonly recording: RecordingState | null
}

export const EMPTY_ROOM: RoomState = {
  seq: 0,
  at: 0,
  kind: null,
  capacity: 0,
  metAt: null,
  ended: null,
  placement: null,
  ticket: null,
  participants: record({}),
  tracks: record({}),
  messages: [],
  recordingPolicy: 'all-parties',
  recording: null,
}

/**
 * Folds events in order. Pure and total: an event that makes no sense changes only `seq`, and one that
 * is doubled or out of order changes nothing. The containers are copied once a call, not once an event,
 * so that a long history folds in linear time.
 */
export function foldRoom(state: RoomState, events: Iterable<RoomEvent>): RoomState {
  const draft: Draft = {
    ...state,
    participants: record(state.participants),
    tracks: record(state.tracks),
    messages: [...state.messages],
  }
  for (const event of events) {
    if (event.seq !== draft.seq + 1) continue
    draft.seq = event.seq
    draft.at = event.at
    if (CHANGES_RECORDING.has(event.type)) applyToRecording(draft, event)
    apply(draft, event)
  }
  return draft.seq === state.seq ? state : draft
}

/** Participants who hold a place in the room: connected, or within their resume window. */
export function presentParticipants(state: RoomState): ParticipantState[] {
  return Object.values(state.participants).filter(({ presence }) => presence !== 'left')
}

/** Those whose media may be recorded now: the one thing that recorders and who feeds them go by. */
export function recordableOf(state: RoomState): ReadonlySet<ParticipantId> {
  const scene = { policy: state.recordingPolicy, present: presentParticipants(state) }
  return new Set(recordable(state.recording, scene).map(({ id }) => id))
}

/** Their tracks. */
export function recordableTracks(state: RoomState): TrackState[] {
  const whose = recordableOf(state)
  return Object.values(state.tracks).filter(({ participant }) => whose.has(participant))
}

/** Of the others the recording takes no notice. */
const CHANGES_RECORDING: ReadonlySet<string> = new Set<EventType>([
  'room-ended',
  'participant-joined',
  'recording-requested',
  'consent-given',
  'consent-refused',
  'consent-withdrawn',
  'recording-started',
  'recording-paused',
  'recording-resumed',
  'recording-stopped',
  'recorder-assigned',
  'recorder-released',
])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Draft = Mutable<Omit<RoomState, 'participants' | 'tracks' | 'messages'>> & {
  participants: Record<ParticipantId, ParticipantState>
  tracks: Record<TrackId, TrackState>
  messages: MessageState[]
}

function apply(draft: Draft, event: RoomEvent): void {
  switch (event.type) {
    case 'room-created':
      createRoom(draft, event.body)
      break
    case 'room-ended':
      endRoom(draft, event.at, event.body.reason)
      break
    case 'media-placed':
      draft.placement = { node: event.body.node, worker: event.body.worker }
      break
    case 'participant-joined':
      join(draft, event.at, event.body)
      break
    case 'participant-disconnected':
      disconnect(draft, event.at, event.body.participant)
      break
    case 'participant-reconnected':
      reconnect(draft, event.body.participant)
      break
    case 'participant-left':
      leave(draft, event.body)
      break
    case 'ticket-opened':
      openTicket(draft, event.at, event.body)
      break
    case 'ticket-accepted':
      setTicket(draft, event.body.ticket, 'accepted')
      break
    case 'ticket-closed':
      setTicket(draft, event.body.ticket, 'closed')
      break
    case 'track-published':
      publish(draft, event.body)
      break
    case 'connection-timed':
    case 'message-unmasked':
      // For those who look after the service.
      break
    case 'track-muted':
      setMuted(draft, event.body.track, true)
      break
    case 'track-unmuted':
      setMuted(draft, event.body.track, false)
      break
    case 'track-unpublished':
      delete draft.tracks[event.body.track]
      break
    case 'track-refused':
      refuse(draft, event.body.track)
      break
    case 'message-posted':
      postMessage(draft, event)
      break
    case 'recording-requested':
    case 'consent-given':
    case 'consent-refused':
    case 'consent-withdrawn':
    case 'recording-started':
    case 'recording-paused':
    case 'recording-resumed':
    case 'recording-stopped':
    case 'recorder-assigned':
    case 'recorder-released':
    case 'recording-reviewed':
      break
    default:
      // A type from a later version of the protocol.
      event satisfies never
  }
}

/** Before the event is applied to the rest of the room. */
function applyToRecording(draft: Draft, event: RoomEvent): void {
  const present = Object.values(draft.participants).filter(({ presence }) => presence !== 'left')
  const scene = { policy: draft.recordingPolicy, hasEnded: draft.ended !== null, present }
  draft.recording = foldRecording(draft.recording, event, scene)
}

function isPresent(draft: Draft, id: ParticipantId): boolean {
  const participant = draft.participants[id]
  return participant !== undefined && participant.presence !== 'left'
}

function createRoom(draft: Draft, body: EventBody<'room-created'>): void {
  if (draft.kind !== null) return
  draft.kind = body.kind
  draft.capacity = body.capacity
  draft.recordingPolicy = body.recording ?? 'all-parties'
}

function endRoom(draft: Draft, at: number, reason: EndReason): void {
  if (draft.ended) return
  draft.ended = { at, reason }
  draft.tracks = record({})
  for (const participant of Object.values(draft.participants)) {
    if (participant.presence !== 'left') {
      draft.participants[participant.id] = gone(participant, 'room-ended')
    }
  }
  if (draft.ticket) draft.ticket = { ...draft.ticket, status: 'closed' }
}

function join(draft: Draft, at: number, body: EventBody<'participant-joined'>): void {
  if (draft.ended || draft.participants[body.participant]) return
  const isMeeting = Object.values(draft.participants).some(({ presence }) => presence !== 'left')
  if (isMeeting) draft.metAt ??= at
  draft.participants[body.participant] = {
    id: body.participant,
    person: body.person,
    role: body.role,
    name: body.name ?? null,
    badge: body.badge ?? null,
    locale: body.locale ?? null,
    presence: 'connected',
    awaySince: null,
    leftBecause: null,
  }
}

function disconnect(draft: Draft, at: number, id: ParticipantId): void {
  const participant = draft.participants[id]
  if (participant?.presence !== 'connected') return
  draft.participants[id] = { ...participant, presence: 'disconnected', awaySince: at }
}

function reconnect(draft: Draft, id: ParticipantId): void {
  const participant = draft.participants[id]
  if (participant?.presence !== 'disconnected') return
  draft.participants[id] = { ...participant, presence: 'connected', awaySince: null }
}

function leave(draft: Draft, { participant: id, reason }: EventBody<'participant-left'>): void {
  const participant = draft.participants[id]
  if (!participant || participant.presence === 'left') return
  draft.participants[id] = gone(participant, reason)
  for (const track of Object.values(draft.tracks)) {
    if (track.participant === id) delete draft.tracks[track.id]
  }
}

function gone(participant: ParticipantState, leftBecause: LeaveReason): ParticipantState {
  return { ...participant, presence: 'left', awaySince: null, leftBecause }
}

function openTicket(draft: Draft, at: number, body: EventBody<'ticket-opened'>): void {
  if (draft.ticket || draft.ended) return
  draft.ticket = {
    id: body.ticket,
    product: body.product ?? null,
    locale: body.locale ?? null,
    openedAt: at,
    status: 'waiting',
  }
}

function setTicket(draft: Draft, id: TicketId, status: 'accepted' | 'closed'): void {
  if (draft.ticket?.id !== id || draft.ticket.status === 'closed') return
  draft.ticket = { ...draft.ticket, status }
}

function publish(draft: Draft, body: EventBody<'track-published'>): void {
  if (!isPresent(draft, body.participant) || draft.tracks[body.track]) return
  const { track: id, participant, kind, source, muted } = body
  draft.tracks[id] = { id, participant, kind, source, muted }
}

function setMuted(draft: Draft, id: TrackId, muted: boolean): void {
  const track = draft.tracks[id]
  if (track) draft.tracks[id] = { ...track, muted }
}

function refuse(draft: Draft, id: TrackId): void {
  const track = draft.tracks[id]
  if (track) draft.tracks[id] = { ...track, refused: true }
}

function postMessage(draft: Draft, event: RoomEvent<'message-posted'>): void {
  const { message: id, participant, text, isMasked } = event.body
  if (!isPresent(draft, participant)) return
  const mask = isMasked ? ({ isMasked } as const) : {}
  draft.messages.push({ id, seq: event.seq, at: event.at, participant, text, ...mask })
}

/** A copy without a prototype: ids come from outside, and `__proto__` must be a key like any other. */
function record<T extends object>(entries: T): T {
  return Object.assign(Object.create(null), entries)
}
