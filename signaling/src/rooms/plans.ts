import {
  type EndReason,
  type EventBody,
  type NewEvent,
  type ParticipantId,
  type PersonId,
  presentParticipants,
  type RoomState,
  type TokenClaims,
  VisavisError,
} from '@visavis/protocol'

// What to append, as pure functions of the fold. `RoomHub.decide` runs them against the newest state.

export interface Newcomer {
  readonly participant: ParticipantId
  readonly person: PersonId
  readonly claims: TokenClaims
}

export function joined({ participant, person, claims }: Newcomer): NewEvent<'participant-joined'> {
  const { role, name, badge, locale } = claims
  // A recorder is nobody's company.
  if (role === 'recorder') throw new VisavisError('not-found')
  const body: EventBody<'participant-joined'> = {
    participant,
    person,
    role,
    ...(name !== undefined && { name }),
    ...(badge !== undefined && { badge }),
    ...(locale !== undefined && { locale }),
  }
  return { type: 'participant-joined', actor: participant, body }
}

/** Throws `room-ended`, `already-in-room` or `room-full`. */
export function planJoin(state: RoomState, newcomer: Newcomer): NewEvent[] {
  if (state.ended) throw new VisavisError('room-ended')
  const present = presentParticipants(state)
  if (present.some(({ person }) => person === newcomer.person)) {
    throw new VisavisError('already-in-room')
  }
  if (present.length >= state.capacity) throw new VisavisError('room-full')
  return [joined(newcomer)]
}

/**
 * Joining by id. A guidance room is open to advisors, and to a shopper whose token names it; for anybody
 * else it does not exist.
 */
export function planGuestJoin(state: RoomState, newcomer: Newcomer): NewEvent[] {
  // A log without people, such as the audit of a recording.
  if (state.kind === null) throw new VisavisError('not-found')
  const { role, grants } = newcomer.claims
  const isInvited = role === 'advisor' || grants.room !== undefined || isKnown(state, newcomer)
  if (state.kind === 'guidance' && !isInvited) throw new VisavisError('not-found')
  return planJoin(state, newcomer)
}

function isKnown(state: RoomState, { person }: Newcomer): boolean {
  return Object.values(state.participants).some((known) => known.person === person)
}

/** Joins and takes the waiting ticket with it. Throws also `ticket-taken`. */
export function planAccept(state: RoomState, newcomer: Newcomer): NewEvent[] {
  const join = planJoin(state, newcomer)
  if (state.ticket?.status !== 'waiting') throw new VisavisError('ticket-taken')
  const { participant } = newcomer
  const body = { ticket: state.ticket.id, participant }
  return [...join, { type: 'ticket-accepted', actor: participant, body }]
}

export type LeaveReason = EventBody<'participant-left'>['reason']

/** A guidance room ends with its shopper or its last advisor. Empty when the participant has left. */
export function planLeave(
  state: RoomState,
  participant: ParticipantId,
  reason: LeaveReason,
): NewEvent[] {
  const present = presentParticipants(state)
  if (!present.some(({ id }) => id === participant)) return []
  const actor = reason === 'lost' ? 'system' : participant
  const left: NewEvent = { type: 'participant-left', actor, body: { participant, reason } }
  const end = endAfter(state, participant)
  return end ? [left, ...ended(state, end)] : [left]
}

/** Empty when the room has ended. */
export function planEnd(state: RoomState, reason: EndReason): NewEvent[] {
  return state.ended ? [] : ended(state, reason)
}

/** Rooms that outlived their process: its participants are gone with it. */
export function planAbandon(state: RoomState): NewEvent[] {
  if (state.kind === 'guidance') return planEnd(state, 'abandoned')
  return presentParticipants(state).map(({ id: participant }) => ({
    type: 'participant-left',
    actor: 'system',
    body: { participant, reason: 'lost' },
  }))
}

function ended(state: RoomState, reason: EndReason): NewEvent[] {
  const end: NewEvent = { type: 'room-ended', actor: 'system', body: { reason } }
  const { ticket } = state
  if (!ticket || ticket.status === 'closed') return [end]
  const how = ticket.status === 'waiting' ? 'cancelled' : 'finished'
  const body = { ticket: ticket.id, reason: how } as const
  return [{ type: 'ticket-closed', actor: 'system', body }, end]
}

function endAfter(state: RoomState, leaver: ParticipantId): EndReason | undefined {
  if (state.kind !== 'guidance') return undefined
  const present = presentParticipants(state)
  const role = present.find(({ id }) => id === leaver)?.role
  if (role === 'shopper') return state.ticket?.status === 'waiting' ? 'cancelled' : 'shopper-left'
  const others = present.filter(({ id }) => id !== leaver)
  const wasServed = state.ticket?.status === 'accepted'
  const isLast = role === 'advisor' && !others.some((other) => other.role === 'advisor')
  return wasServed && isLast ? 'advisor-left' : undefined
}
