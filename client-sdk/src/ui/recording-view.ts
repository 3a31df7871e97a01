import type {
  ConsentNotice,
  ConsentReceipt,
  ParticipantId,
  RoomState,
} from '@visavis/protocol/browser'

/** What the parts draw of a recording. */
export interface RecordingView {
  /** `asked`: consents are missing, and nothing was recorded yet. `unattended`: it might run, and no recorder has it. */
  readonly state: 'off' | 'asked' | 'unattended' | 'on' | 'paused'
  /** Why it is paused, or off. */
  readonly because: 'requested' | 'consent' | 'refused' | 'failed' | null
  /** Whether one is asked and has not answered. */
  readonly isAsked: boolean
  /** One's own answer. */
  readonly own: 'none' | 'given' | 'refused' | 'withdrawn'
  /** Whether one may start and stop it. */
  readonly canControl: boolean
  /** An answer or a command is on its way. */
  readonly isBusy: boolean
  readonly notice: ConsentNotice | null
  /** Of one's own consent, as it was told last. */
  readonly receipt: ConsentReceipt | null
}

export const NO_RECORDING: RecordingView = {
  state: 'off',
  because: null,
  isAsked: false,
  own: 'none',
  canControl: false,
  isBusy: false,
  notice: null,
  receipt: null,
}

export interface RecordingFacts {
  readonly canControl: boolean
  readonly isBusy: boolean
  readonly notice: ConsentNotice | null
  readonly receipt: ConsentReceipt | null
}

/** Pure: the same facts make the same view. */
export function recordingView(
  state: RoomState,
  participant: ParticipantId,
  facts: RecordingFacts,
): RecordingView {
  const { recording } = state
  const person = state.participants[participant]?.person
  const own = (person && recording?.consents[person]?.status) ?? 'none'
  const isOpen = recording !== null && recording.phase.kind !== 'stopped' && !state.ended
  const canControl = facts.canControl && state.recordingPolicy !== 'never'
  return { ...facts, ...phaseOf(state), canControl, isAsked: isOpen && own === 'none', own }
}

function phaseOf({ recording, ended }: RoomState): Pick<RecordingView, 'state' | 'because'> {
  if (!recording || ended) return { state: 'off', because: null }
  const { phase } = recording
  switch (phase.kind) {
    case 'asked':
      return { state: 'asked', because: null }
    case 'on':
      return { state: recording.recorder ? 'on' : 'unattended', because: null }
    case 'paused':
      return { state: 'paused', because: phase.because }
    case 'stopped': {
      const isWorthSaying = phase.reason === 'refused' || phase.reason === 'failed'
      return { state: 'off', because: isWorthSaying ? phase.reason : null }
    }
  }
}
