import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NewEvent, RoomEvent } from './events.ts'
import type { MessageId, ParticipantId, PersonId, TicketId, TrackId } from './ids.ts'
import { EMPTY_ROOM, foldRoom, presentParticipants, type RoomState } from './room-state.ts'

// Few ids, so that random events meet: the same participant leaves twice, a track is published again.
const participants = ['par_A', 'par_B', 'par_C', '__proto__'] as ParticipantId[]
const tracks = ['trk_A', 'trk_B', 'constructor'] as TrackId[]
const tickets = ['tkt_A', 'tkt_B'] as TicketId[]
const person = 'per_A' as PersonId

const anyParticipant = fc.constantFrom(...participants)
const anyTrack = fc.constantFrom(...tracks)
const anyTicket = fc.constantFrom(...tickets)

function event<T extends NewEvent['type']>(type: T, body: fc.Arbitrary<object>) {
  return body.map((value) => ({ type, actor: 'system', body: value }) as unknown as NewEvent)
}

const anyEvent = fc.oneof(
  event('room-created', fc.constant({ kind: 'guidance', capacity: 4 })),
  event('media-placed', fc.constant({ node: 'n', worker: 'w' })),
  event(
    'participant-joined',
    anyParticipant.map((participant) => ({ participant, person, role: 'shopper', name: 'N' })),
  ),
  ...(['participant-disconnected', 'participant-reconnected'] as const).map((type) =>
    event(
      type,
      anyParticipant.map((participant) => ({ participant })),
    ),
  ),
  event(
    'participant-left',
    anyParticipant.map((participant) => ({ participant, reason: 'left' })),
  ),
  event(
    'ticket-opened',
    anyTicket.map((ticket) => ({ ticket })),
  ),
  event('ticket-accepted', fc.record({ ticket: anyTicket, participant: anyParticipant })),
  event(
    'ticket-closed',
    anyTicket.map((ticket) => ({ ticket, reason: 'finished' })),
  ),
  event(
    'track-published',
    fc.record({
      track: anyTrack,
      participant: anyParticipant,
      kind: fc.constant('video'),
      source: fc.constant('camera'),
      muted: fc.boolean(),
    }),
  ),
  ...(['track-muted', 'track-unmuted', 'track-unpublished'] as const).map((type) =>
    event(
      type,
      anyTrack.map((track) => ({ track })),
    ),
  ),
  event('track-refused', fc.record({ track: anyTrack, participant: anyParticipant })),
  event(
    'message-posted',
    anyParticipant.map((participant) => ({
      message: 'msg_A' as MessageId,
      participant,
      person,
      text: 'hello',
    })),
  ),
  event('a-later-type' as 'room-ended', fc.constant({ anything: 1 })),
  { weight: 1, arbitrary: event('room-ended', fc.constant({ reason: 'cancelled' })) },
)

const anyHistory = fc
  .array(anyEvent, { maxLength: 60 })
  .map((events) =>
    events.map((value, index) => ({ ...value, seq: index + 1, at: index }) as RoomEvent),
  )

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

function expectSound(state: RoomState): void {
  const present = new Set(presentParticipants(state).map(({ id }) => id))
  for (const track of Object.values(state.tracks)) expect(present).toContain(track.participant)
  if (state.ended) expect([present.size, Object.keys(state.tracks).length]).toEqual([0, 0])
  expect(Object.getPrototypeOf(state.participants)).toBe(null)
}

test('LOG-4: folding in pieces gives what folding at once gives, and never changes an older state', () => {
  fc.assert(
    fc.property(anyHistory, fc.nat(), (history, cut) => {
      const at = history.length === 0 ? 0 : cut % history.length
      const early = deepFreeze(foldRoom(EMPTY_ROOM, history.slice(0, at)))
      expect(foldRoom(early, history.slice(at))).toEqual(foldRoom(EMPTY_ROOM, history))
    }),
  )
})

test('LOG-5: doubled, reordered and later-than-next events change nothing', () => {
  fc.assert(
    fc.property(anyHistory, fc.array(fc.nat(59), { maxLength: 30 }), (history, echoes) => {
      const noisy = history.flatMap((value, index) => [
        value,
        ...echoes.flatMap((echo) => {
          const other = history[echo]
          return other && echo !== index + 1 ? [other] : []
        }),
      ])
      expect(foldRoom(EMPTY_ROOM, noisy)).toEqual(foldRoom(EMPTY_ROOM, history))
    }),
  )
})

test('LOG-6: any history folds to a sound room, and every event counts', () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const state = foldRoom(EMPTY_ROOM, history)
      expect(state.seq).toBe(history.length)
      expectSound(state)
    }),
    { numRuns: 500 },
  )
})

test('when two met, since when one is away, and why one left', () => {
  const [one, other] = participants as [ParticipantId, ParticipantId]
  const joined = (participant: ParticipantId) => ({ participant, person, role: 'shopper' as const })
  const state = (...events: Pick<RoomEvent, 'type' | 'body'>[]) =>
    foldRoom(
      EMPTY_ROOM,
      events.map((body, index) => {
        return { ...body, seq: index + 1, at: 100 + index, actor: 'system' } as RoomEvent
      }),
    )
  const meeting = [
    { type: 'participant-joined', body: joined(one) },
    { type: 'participant-joined', body: joined(other) },
    { type: 'participant-disconnected', body: { participant: one } },
  ] as const
  expect(state(meeting[0])).toMatchObject({ at: 100, metAt: null })
  const away = state(...meeting)
  expect(away).toMatchObject({ at: 102, metAt: 101 })
  expect(away.participants[one]).toMatchObject({ awaySince: 102, leftBecause: null })
  const back = state(...meeting, {
    type: 'participant-reconnected',
    body: { participant: one },
  })
  expect(back.participants[one]).toMatchObject({ presence: 'connected', awaySince: null })
  const over = state(
    ...meeting,
    { type: 'participant-left', body: { participant: one, reason: 'lost' } },
    { type: 'room-ended', body: { reason: 'shopper-left' } },
  )
  expect(over.participants[one]).toMatchObject({ awaySince: null, leftBecause: 'lost' })
  expect(over.participants[other]).toMatchObject({ leftBecause: 'room-ended' })
  expect(over.metAt).toBe(101)
})

test('a history of 100,000 messages folds in linear time', () => {
  const joined = {
    seq: 1,
    at: 0,
    type: 'participant-joined',
    actor: 'system',
    body: { participant: participants[0], person, role: 'shopper' },
  } as RoomEvent
  const messages = Array.from({ length: 100_000 }, (_, index) => ({
    seq: index + 2,
    at: index,
    type: 'message-posted',
    actor: participants[0],
    body: { message: 'msg_A', participant: participants[0], person, text: 'x' },
  })) as RoomEvent[]
  expect(foldRoom(EMPTY_ROOM, [joined, ...messages]).messages).toHaveLength(100_000)
})
