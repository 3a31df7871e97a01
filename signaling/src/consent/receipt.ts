import type {
  ConsentMethod,
  ConsentNotice,
  ConsentRecord,
  ParticipantState,
  RecordingState,
  RoomEvent,
  RoomId,
} from '@visavis/protocol'

export interface ReceiptSource {
  readonly room: RoomId
  readonly recording: RecordingState
  readonly participant: Pick<ParticipantState, 'person'>
  readonly given: RoomEvent<'consent-given'>
  readonly withdrawn: RoomEvent<'consent-withdrawn'> | undefined
  readonly notice: ConsentNotice
}

const METHODS: Readonly<Record<ConsentMethod, string>> = {
  'notice-button': 'Button of the notice, in the call',
  'start-button': 'Button that starts the recording, with the notice in view',
}

/** A consent as its giver keeps it, by Kantara's Consent Receipt 1.1 with ISO/IEC TS 27560's events and state. */
export function consentRecord(source: ReceiptSource): ConsentRecord {
  const { room, recording, participant, given, withdrawn, notice } = source
  const { terms } = recording
  return {
    version: 'KI-CR-v1.1.0',
    schemaVersion: 'ISO/IEC TS 27560:2023',
    jurisdiction: terms.jurisdiction === 'eu' ? 'EU' : 'default',
    consentTimestamp: Math.floor(given.at / 1_000),
    collectionMethod: METHODS[given.body.method],
    consentReceiptID: given.body.consent,
    language: notice.locale,
    piiPrincipalId: participant.person,
    piiControllers: [{ piiController: terms.controller }],
    ...(terms.policyUrl && { policyUrl: terms.policyUrl }),
    services: [service(terms.retentionDays)],
    sensitive: false,
    notice: notice.text,
    noticeHash: notice.noticeHash,
    noticeVersion: terms.version,
    retentionDays: terms.retentionDays,
    events: [
      { state: 'given', at: given.at, seq: given.seq },
      ...(withdrawn ? [{ state: 'withdrawn' as const, at: withdrawn.at, seq: withdrawn.seq }] : []),
    ],
    state: withdrawn ? 'withdrawn' : 'given',
    room,
    recording: recording.id,
  }
}

function service(retentionDays: number): ConsentRecord['services'][number] {
  return {
    service: 'Video consultation',
    purposes: [
      {
        purpose: 'Recording of the call',
        purposeCategory: ['Keeping what was agreed', 'Improving the service'],
        consentType: 'EXPLICIT',
        piiCategory: ['Voice', 'Picture', 'Shared screen', 'Chat', 'Drawings'],
        primaryPurpose: false,
        termination: `Withdrawal at any time; erased ${retentionDays} days after the call`,
        thirdPartyDisclosure: false,
      },
    ],
  }
}
