import {
  EMPTY_ROOM,
  foldRoom,
  type ParticipantId,
  type RoomEvent,
  type RoomState,
} from '@visavis/protocol/browser'
import { expect, test } from 'vitest'
import { type RecordingFacts, recordingView } from './recording-view.ts'

const ada = 'par_A' as ParticipantId
const bob = 'par_B' as ParticipantId
const FACTS: RecordingFacts = { canControl: false, isBusy: false, notice: null, receipt: null }

function joined(participant: string) {
  const body = { participant, person: participant.replace('par', 'per'), role: 'advisor' }
  return { type: 'participant-joined', actor: participant, body }
}

function said(type: string, participant: string) {
  const person = participant.replace('par', 'per')
  return { type, actor: participant, body: { recording: 'rec', participant, person } }
}

const asked = {
  type: 'recording-requested',
  actor: ada,
  body: { recording: 'rec', participant: ada, terms: {} },
}
const about = (type: string, more: object = {}) => {
  return { type, actor: 'system', body: { recording: 'rec', ...more } }
}

function after(...events: object[]): RoomState {
  const all = [joined(ada), joined(bob), ...events]
  const numbered = all.map((event, index) => ({ ...event, seq: index + 1, at: index }))
  return foldRoom(EMPTY_ROOM, numbered as unknown as RoomEvent[])
}

const look = (state: RoomState, who = bob) => recordingView(state, who, FACTS)

test('who has not answered is asked, from the request on and for as long as it may be recorded', () => {
  expect(look(after())).toMatchObject({ state: 'off', isAsked: false })
  const waiting = after(asked, said('consent-given', ada))
  expect(look(waiting)).toMatchObject({ state: 'asked', isAsked: true, own: 'none' })
  expect(look(waiting, ada)).toMatchObject({ state: 'asked', isAsked: false, own: 'given' })
  const stopped = after(asked, about('recording-stopped', { reason: 'refused' }))
  expect(look(stopped)).toMatchObject({ state: 'off', because: 'refused', isAsked: false })
})

test('on, paused and why', () => {
  const running = [
    asked,
    said('consent-given', ada),
    said('consent-given', bob),
    about('recording-started'),
    about('recorder-assigned', { recorder: 'rec-1' }),
  ]
  expect(look(after(...running))).toMatchObject({ state: 'on', own: 'given' })
  const paused = about('recording-paused', { reason: 'requested' })
  expect(look(after(...running, paused))).toMatchObject({ state: 'paused', because: 'requested' })
  const withdrawn = look(after(...running, said('consent-withdrawn', ada)), ada)
  expect(withdrawn).toMatchObject({ state: 'paused', because: 'consent', own: 'withdrawn' })
  expect(withdrawn.isAsked).toBe(false)
})

test('what no recorder has is not said to be recorded', () => {
  const running = [asked, said('consent-given', ada), said('consent-given', bob)]
  const started = [...running, about('recording-started')]
  expect(look(after(...started)).state).toBe('unattended')
  const taken = [...started, about('recorder-assigned', { recorder: 'rec-1' })]
  expect(look(after(...taken)).state).toBe('on')
  const lost = about('recorder-released', { recorder: 'rec-1', reason: 'lost' })
  expect(look(after(...taken, lost)).state).toBe('unattended')
})

test('a room that is never recorded has nothing to start', () => {
  const facts = { ...FACTS, canControl: true }
  expect(recordingView(after(), ada, facts).canControl).toBe(true)
  const never = { ...after(), recordingPolicy: 'never' } as const
  expect(recordingView(never, ada, facts).canControl).toBe(false)
})
