import {
  type ConsentState,
  foldRoom,
  mayRecord,
  type NewEvent,
  presentParticipants,
  type RecordingState,
  type RoomEvent,
  type RoomState,
} from '@visavis/protocol'

/**
 * What the server does about the room's recording once these events are in: it begins when the consents are complete, goes
 * on when they are complete again, and is given up where somebody declined before it began.
 */
export function recordingFollowsUp(state: RoomState, planned: readonly NewEvent[]): NewEvent[] {
  const mightChange = state.recording !== null || planned.some(({ type }) => type === ASKED)
  if (!mightChange) return []
  const after = foldRoom(state, numbered(state, planned))
  const { recording } = after
  return recording && !after.ended ? followUp(recording, after) : []
}

const ASKED = 'recording-requested' satisfies NewEvent['type']

function followUp(recording: RecordingState, after: RoomState): NewEvent[] {
  const { id, phase } = recording
  const present = presentParticipants(after)
  const policy = after.recordingPolicy
  const isCovered = mayRecord(recording, { policy, present })
  if (phase.kind === 'paused' && phase.because === 'consent' && isCovered) {
    return [system('recording-resumed', { recording: id, reason: 'consent-complete' })]
  }
  if (phase.kind !== 'asked') return []
  if (isCovered) return [system('recording-started', { recording: id })]
  const answers = present.map(({ person }) => recording.consents[person])
  const isRefused = policy === 'all-parties' ? answers.some(isNo) : answers.every(isNo)
  return isRefused ? [system('recording-stopped', { recording: id, reason: 'refused' })] : []
}

function isNo(answer: ConsentState | undefined): boolean {
  return answer !== undefined && answer.status !== 'given'
}

function system<T extends NewEvent['type']>(type: T, body: NewEvent<T>['body']): NewEvent {
  return { type, actor: 'system', body } as NewEvent
}

function numbered(state: RoomState, events: readonly NewEvent[]): RoomEvent[] {
  const { seq, at } = state
  return events.map((event, index) => ({ ...event, seq: seq + index + 1, at }) as RoomEvent)
}
