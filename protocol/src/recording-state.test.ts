import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventBody, NewEvent, RoomEvent } from './events.ts'
import type { ConsentId, ParticipantId, PersonId, RecordingId, TrackId } from './ids.ts'
import type { RecordingPolicy } from './recording.ts'
import {
  EMPTY_ROOM,
  foldRoom,
  type RoomState,
  recordableOf,
  recordableTracks,
} from './room-state.ts'

// The same people come and go as different participants, so that consents meet joins, leaves and other recordings.
const people = ['per_A', 'per_B', '__proto__'] as PersonId[]
const participants = ['par_A', 'par_A2', 'par_B', 'par_C'] as ParticipantId[]
const personOf: Record<string, PersonId> = {
  par_A: 'per_A' as PersonId,
  par_A2: 'per_A' as PersonId,
  par_B: 'per_B' as PersonId,
  par_C: '__proto__' as PersonId,
}
const recordings = ['rec_1', 'rec_2'] as RecordingId[]
const policies = ['all-parties', 'record-consenting-only', 'never'] as const
const terms = {
  version: '2026-01',
  jurisdiction: 'eu',
  controller: 'C',
  retentionDays: 30,
} as const
const notice = { noticeHash: 'ab', locale: 'en' }

const anyRecording = fc.constantFrom(...recordings)
const anyParticipant = fc.constantFrom(...participants)
const who = fc.record({
  participant: anyParticipant,
  // Mostly honest: sometimes in another's name, or by another's hand.
  forged: fc.option(fc.constantFrom(...people), { nil: undefined, freq: 8 }),
  by: fc.option(anyParticipant, { nil: undefined, freq: 8 }),
})

type Choice = 'consent-given' | 'consent-refused' | 'consent-withdrawn'

function choice(type: Choice) {
  return fc.tuple(who, anyRecording).map(([{ participant, forged, by }, recording]) => {
    const person = forged ?? personOf[participant]
    const extra =
      type === 'consent-given' ? { consent: 'cns_1' as ConsentId, method: 'notice-button' } : {}
    return event(type, { recording, participant, person, ...notice, ...extra }, by ?? participant)
  })
}

function about(type: NewEvent['type'], extra: object = {}) {
  return anyRecording.map((recording) => event(type, { recording, ...extra }))
}

function event(type: NewEvent['type'], body: object, actor = 'system'): NewEvent {
  return { type, actor, body } as unknown as NewEvent
}

function joined(participant: ParticipantId): NewEvent {
  return event('participant-joined', {
    participant,
    person: personOf[participant],
    role: 'shopper',
  })
}

function left(participant: ParticipantId): NewEvent {
  return event('participant-left', { participant, reason: 'left' })
}

function asked(recording: RecordingId, participant: ParticipantId): NewEvent {
  return event('recording-requested', { recording, participant, terms }, participant)
}

function given(recording: RecordingId, participant: ParticipantId): NewEvent {
  const person = personOf[participant]
  return event('consent-given', { recording, participant, person, ...notice }, participant)
}

const anyStep = fc.oneof(
  { weight: 4, arbitrary: anyParticipant.map(joined) },
  { weight: 2, arbitrary: anyParticipant.map(left) },
  { weight: 3, arbitrary: fc.tuple(anyRecording, anyParticipant).map(([r, p]) => asked(r, p)) },
  { weight: 8, arbitrary: choice('consent-given') },
  { weight: 1, arbitrary: choice('consent-refused') },
  { weight: 2, arbitrary: choice('consent-withdrawn') },
  { weight: 4, arbitrary: about('recording-started') },
  { weight: 1, arbitrary: about('recording-paused', { reason: 'requested' }) },
  ...(['requested', 'timer', 'consent-complete'] as const).map((reason) => ({
    weight: 2,
    arbitrary: about('recording-resumed', { reason }),
  })),
  { weight: 1, arbitrary: about('recording-stopped', { reason: 'requested' }) },
  // A recorder that dies and another that takes over change nothing of what is allowed.
  { weight: 1, arbitrary: about('recorder-assigned', { recorder: 'r1' }) },
  { weight: 1, arbitrary: about('recorder-released', { recorder: 'r1', reason: 'lost' }) },
)

const anySchedule = fc.tuple(
  fc.constantFrom<RecordingPolicy>(...policies),
  fc.array(anyStep, { maxLength: 40 }),
)

function history(policy: RecordingPolicy, steps: readonly NewEvent[]): RoomEvent[] {
  const created = event('room-created', { kind: 'meeting', capacity: 9, recording: policy })
  return [created, ...steps].map((step, index) => ({ ...step, seq: index + 1, at: index }))
}

/** Looked up in the whole history anew, sharing nothing with the fold. */
class Model {
  readonly #events: readonly RoomEvent[]

  constructor(events: readonly RoomEvent[]) {
    this.#events = events
  }

  allowed(): ParticipantId[] {
    const recording = this.#recording()
    const present = this.#present()
    if (!recording || !this.#isRunning(recording)) return []
    return present.filter((participant) => this.#consents(recording, participant))
  }

  /** Whether there is a start or a resumption with nothing after it that ends it. */
  #isRunning(recording: RecordingId): boolean {
    const last = this.#events.findLastIndex(
      ({ type, body }) =>
        ['recording-started', 'recording-resumed'].includes(type) &&
        (body as { recording?: string }).recording === recording,
    )
    if (last === -1) return false
    const enders = ['recording-paused', 'recording-stopped', 'room-ended']
    const isOver = this.#events
      .slice(last + 1)
      .some(
        ({ type, body }) =>
          enders.includes(type) && (body as { recording?: string }).recording === recording,
      )
    return !isOver && this.#isCovered(recording)
  }

  #isCovered(recording: RecordingId): boolean {
    const created = this.#events[0]?.body as EventBody<'room-created'>
    const covered = this.#present().map((participant) => this.#consents(recording, participant))
    if (created.recording === 'all-parties') return covered.every(Boolean)
    return created.recording === 'record-consenting-only'
  }

  /** The newest that was asked for when none was under way. */
  #recording(): RecordingId | undefined {
    let current: RecordingId | undefined
    let isOpen = false
    this.#events.forEach(({ type, actor, body }, index) => {
      const named = (body as { recording?: RecordingId }).recording
      const before = new Model(this.#events.slice(0, index))
      const isThere = before.#present().includes(actor as ParticipantId)
      if (type === 'recording-requested' && !isOpen && isThere && named !== current) {
        current = named
        isOpen = true
      }
      if (type === 'recording-stopped' && named === current) isOpen = false
    })
    return isOpen ? current : undefined
  }

  #present(): ParticipantId[] {
    return participants.filter((participant) => {
      const own = this.#events.filter(
        ({ body }) => (body as { participant?: string }).participant === participant,
      )
      const hasJoined = own.some(({ type }) => type === 'participant-joined')
      const firstJoin = own.findIndex(({ type }) => type === 'participant-joined')
      const hasLeft = own.slice(firstJoin).some(({ type }) => type === 'participant-left')
      return hasJoined && !hasLeft
    })
  }

  /** The last thing that this person said to this recording, with their own hand, while they were there, was yes. */
  #consents(recording: RecordingId, participant: ParticipantId): boolean {
    const person = personOf[participant]
    const asked = this.#events.findLastIndex(
      ({ type, body }) =>
        type === 'recording-requested' && (body as { recording?: string }).recording === recording,
    )
    const choices = this.#events.filter(({ type, actor, body }, index) => {
      const named = body as EventBody<'consent-withdrawn'>
      const before = new Model(this.#events.slice(0, index))
      return (
        type.startsWith('consent-') &&
        index > this.#askedFirst(recording, asked) &&
        named.recording === recording &&
        named.person === person &&
        personOf[named.participant] === person &&
        actor === named.participant &&
        before.#present().includes(named.participant)
      )
    })
    return choices.at(-1)?.type === 'consent-given'
  }

  /** Asking again for what is under way changes nothing, so the consents since the first asking count. */
  #askedFirst(recording: RecordingId, last: number): number {
    const first = this.#events.findIndex(
      ({ type, body }) =>
        type === 'recording-requested' && (body as { recording?: string }).recording === recording,
    )
    return Math.min(first, last)
  }
}

function folded(events: readonly RoomEvent[]): RoomState {
  return foldRoom(EMPTY_ROOM, events)
}

test('REC-1: nobody is recordable whom the history does not allow', () => {
  fc.assert(
    fc.property(anySchedule, ([policy, steps]) => {
      const events = history(policy, steps)
      for (let length = 1; length <= events.length; length++) {
        const part = events.slice(0, length)
        const allowed = new Model(part).allowed()
        for (const id of recordableOf(folded(part))) expect(allowed).toContain(id)
      }
    }),
    { numRuns: 300 },
  )
})

test('REC-1: with all parties it is everybody who is there, or nobody', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const state = folded(history('all-parties', steps))
      const present = Object.values(state.participants).filter(
        ({ presence }) => presence !== 'left',
      )
      expect([0, present.length]).toContain(recordableOf(state).size)
    }),
    { numRuns: 500 },
  )
})

test('REC-2: whatever happened, once everybody consents and it is resumed, everybody is recordable', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const [recording] = [folded(history('all-parties', steps)).recording]
      const present = participants.filter(
        (id) =>
          (folded(history('all-parties', steps)).participants[id]?.presence ?? 'left') !== 'left',
      )
      fc.pre(recording !== null && recording.phase.kind !== 'stopped' && present.length > 0)
      const id = recording?.id as RecordingId
      const rest = [
        ...present.map((participant) => given(id, participant)),
        event('recording-started', { recording: id }),
        event('recording-resumed', { recording: id, reason: 'requested' }),
        event('recording-resumed', { recording: id, reason: 'consent-complete' }),
      ]
      const state = folded(history('all-parties', [...steps, ...rest]))
      expect([...recordableOf(state)].sort()).toEqual([...present].sort())
    }),
  )
})

const [ada, , bob, cyd] = participants as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
  ParticipantId,
]
const rec = recordings[0] as RecordingId
const started = event('recording-started', { recording: rec })
const running = [
  joined(ada),
  joined(bob),
  asked(rec, ada),
  given(rec, ada),
  given(rec, bob),
  started,
]

function phaseAfter(...steps: NewEvent[]) {
  return folded(history('all-parties', steps)).recording?.phase
}

test('REC-3: a late joiner pauses it by joining, and leaving does not resume it by itself', () => {
  expect(phaseAfter(...running)).toEqual({ kind: 'on' })
  const late = folded(history('all-parties', [...running, joined(cyd)]))
  expect(late.recording?.phase).toEqual({ kind: 'paused', because: 'consent' })
  expect(late.recording?.sinceSeq).toBe(late.seq)
  const resumed = event('recording-resumed', { recording: rec, reason: 'consent-complete' })
  expect(phaseAfter(...running, joined(cyd), left(cyd))).toMatchObject({ kind: 'paused' })
  expect(phaseAfter(...running, joined(cyd), resumed)).toMatchObject({ kind: 'paused' })
  expect(phaseAfter(...running, joined(cyd), left(cyd), resumed)).toEqual({ kind: 'on' })
})

test('REC-3: who consented comes back without being asked again; it goes on', () => {
  const [, again] = participants as [ParticipantId, ParticipantId]
  expect(phaseAfter(...running, left(ada), joined(again))).toEqual({ kind: 'on' })
})

test('REC-5: a pause that was asked for outlives consents; resuming it waits for them', () => {
  const paused = event('recording-paused', { recording: rec, reason: 'requested' })
  const complete = event('recording-resumed', { recording: rec, reason: 'consent-complete' })
  const resumed = event('recording-resumed', { recording: rec, reason: 'requested' })
  expect(phaseAfter(...running, paused, complete)).toMatchObject({ because: 'requested' })
  expect(phaseAfter(...running, paused, resumed)).toEqual({ kind: 'on' })
  const withLate = [...running, paused, joined(cyd), resumed]
  expect(phaseAfter(...withLate)).toEqual({ kind: 'paused', because: 'consent' })
  expect(phaseAfter(...withLate, given(rec, cyd), complete)).toEqual({ kind: 'on' })
})

test('REC-6: others are recorded without the one who did not consent, where the room says so', () => {
  const policy = 'record-consenting-only'
  const track = { track: 'trk_1' as TrackId, participant: ada, kind: 'audio', source: 'microphone' }
  const published = [track, { ...track, track: 'trk_2', participant: bob }].map((body) =>
    event('track-published', { ...body, muted: false }),
  )
  const steps = [joined(ada), joined(bob), ...published, asked(rec, ada), given(rec, ada), started]
  const state = folded(history(policy, steps))
  expect([...recordableOf(state)]).toEqual([ada])
  expect(recordableTracks(state).map(({ id }) => id)).toEqual(['trk_1'])
  expect(recordableOf(folded(history('never', steps))).size).toBe(0)
})

test('REC-6: a consent can be taken back after the recording, which it does not start again', () => {
  const stopped = event('recording-stopped', { recording: rec, reason: 'requested' })
  const body = { recording: rec, participant: bob, person: personOf[bob] }
  const withdrawn = event('consent-withdrawn', body, bob)
  const state = folded(history('all-parties', [...running, stopped, withdrawn, given(rec, ada)]))
  expect(state.recording?.phase.kind).toBe('stopped')
  expect(state.recording?.consents[personOf[bob] as PersonId]?.status).toBe('withdrawn')
})
