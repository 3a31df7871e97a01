import {
  type ConsentReceipt,
  EMPTY_ROOM,
  foldRoom,
  type PersonId,
  type RecordingId,
  type RecordingState,
  type RoomEvent,
  type RoomId,
} from '@visavis/protocol'
import { noticeFor } from '../consent/notice.ts'
import { consentRecord } from '../consent/receipt.ts'
import type { RecordingRules } from '../recording/recording-rules.ts'

/** The receipts of what a person consented to, made again from the room's log. */
export async function consentReceipts(
  rules: RecordingRules,
  room: RoomId,
  events: readonly RoomEvent[],
  { recording, person }: { recording: RecordingId; person: PersonId },
): Promise<ConsentReceipt[]> {
  const state = recordingAt(events, recording)
  if (!state) return []
  const isTheirs = (
    body: RoomEvent<'consent-given'>['body'] | RoomEvent<'consent-withdrawn'>['body'],
  ) => body.recording === recording && body.person === person
  const records = events.flatMap((given, index) => {
    if (given.type !== 'consent-given' || !isTheirs(given.body)) return []
    const withdrawn = events
      .slice(index)
      .find((one) => one.type === 'consent-withdrawn' && isTheirs(one.body))
    const notice = noticeFor(state.terms, given.body.locale)
    const source = { room, recording: state, participant: { person }, given, notice }
    return [consentRecord({ ...source, withdrawn: asWithdrawal(withdrawn) })]
  })
  return Promise.all(records.map((record) => rules.sign(record)))
}

function asWithdrawal(event: RoomEvent | undefined): RoomEvent<'consent-withdrawn'> | undefined {
  return event?.type === 'consent-withdrawn' ? event : undefined
}

/** The room keeps only its newest recording. */
function recordingAt(
  events: readonly RoomEvent[],
  recording: RecordingId,
): RecordingState | undefined {
  const asked = events.findIndex(
    ({ type, body }) =>
      type === 'recording-requested' && 'recording' in body && body.recording === recording,
  )
  const state = foldRoom(EMPTY_ROOM, events.slice(0, asked + 1)).recording
  return state?.id === recording ? state : undefined
}
