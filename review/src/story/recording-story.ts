import {
  EMPTY_ROOM,
  foldRoom,
  maskPersonal,
  type ParticipantId,
  type PersonId,
  type Product,
  type RecordingId,
  type RecordingPause,
  type RecordingTerms,
  type ReviewedConsent,
  type ReviewedMark,
  type ReviewedMessage,
  type ReviewedPerson,
  type RoomEvent,
  type RoomId,
  type RoomState,
  recordableOf,
} from '@visavis/protocol'

/** What a room's log tells of one recording. */
export interface RecordingStory {
  readonly room: RoomId
  readonly recording: RecordingId
  readonly terms: RecordingTerms
  readonly startedAt: number
  /** `null` while it goes on. */
  readonly endedAt: number | null
  readonly product: Product | null
  readonly people: readonly ReviewedPerson[]
  readonly consents: readonly ReviewedConsent[]
  /** Of those who were recorded, while they were: what was written during a pause is not here. */
  readonly messages: readonly ReviewedMessage[]
  readonly marks: readonly ReviewedMark[]
  readonly pauses: readonly RecordingPause[]
}

/** `undefined` where the recording never began. */
export function recordingStory(
  room: RoomId,
  recording: RecordingId,
  events: readonly RoomEvent[],
): RecordingStory | undefined {
  const teller = new Teller(recording)
  let state = EMPTY_ROOM
  for (const event of events) {
    const before = state
    state = foldRoom(state, [event])
    teller.take(event, before, state)
  }
  return teller.tell(room, state)
}

/** With what is personal behind stars. */
export function masked(message: ReviewedMessage): ReviewedMessage {
  const text = message.text && maskPersonal(message.text)
  return text === message.text ? message : { ...message, text, isMasked: true }
}

class Teller {
  readonly #recording: RecordingId
  readonly #people = new Map<PersonId, ReviewedPerson>()
  readonly #personOf = new Map<ParticipantId, PersonId>()
  readonly #consents: ReviewedConsent[] = []
  readonly #messages: ReviewedMessage[] = []
  readonly #marks: ReviewedMark[] = []
  #pauses: RecordingPause[] = []
  #terms: RecordingTerms | undefined
  #startedAt: number | null = null
  #endedAt: number | null = null

  constructor(recording: RecordingId) {
    this.#recording = recording
  }

  take(event: RoomEvent, before: RoomState, after: RoomState): void {
    this.#meet(event)
    const isMine = after.recording?.id === this.#recording
    if (!isMine) return
    this.#terms ??= after.recording?.terms
    this.#startedAt ??= after.recording?.startedAt ?? null
    if (after.recording?.phase.kind === 'stopped') this.#endedAt ??= event.at
    this.#notePhase(event, after)
    this.#note(event, before)
  }

  tell(room: RoomId, { ticket }: RoomState): RecordingStory | undefined {
    if (!this.#terms || this.#startedAt === null) return undefined
    const [startedAt, endedAt] = [this.#startedAt, this.#endedAt]
    const isWithin = ({ at }: { at: number }) => at >= startedAt && at <= (endedAt ?? at)
    return {
      ...{ room, recording: this.#recording, terms: this.#terms, startedAt, endedAt },
      product: ticket?.product ?? null,
      people: [...this.#people.values()],
      consents: this.#consents,
      messages: this.#messages,
      marks: this.#marks.filter(isWithin),
      pauses: this.#pauses,
    }
  }

  #meet(event: RoomEvent): void {
    if (event.type !== 'participant-joined') return
    const { participant, person, role, name = null, badge = null } = event.body
    this.#personOf.set(participant, person)
    const known = this.#people.get(person)
    const participants = [...(known?.participants ?? []), participant]
    this.#people.set(person, { person, participants, role, name, badge })
  }

  #notePhase({ at }: RoomEvent, { recording }: RoomState): void {
    const phase = recording?.phase
    const because = phase?.kind === 'paused' ? phase.because : undefined
    const open = this.#pauses.at(-1)
    if (open?.to === null && open.because === because) return
    if (open?.to === null) this.#pauses = [...this.#pauses.slice(0, -1), { ...open, to: at }]
    if (because) this.#pauses = [...this.#pauses, { from: at, to: null, because }]
  }

  #note(event: RoomEvent, before: RoomState): void {
    const { at } = event
    switch (event.type) {
      case 'consent-given':
      case 'consent-refused':
      case 'consent-withdrawn':
        if (event.body.recording === this.#recording) this.#choose(event)
        break
      case 'message-posted': {
        const { message, participant, person, text } = event.body
        const isRecorded = before.recording?.id === this.#recording
        if (!isRecorded || !recordableOf(before).has(participant)) break
        this.#messages.push({ message, person, at, text, isMasked: false })
        break
      }
      case 'participant-joined':
        this.#marks.push({ at, kind: 'joined', person: event.body.person })
        break
      case 'participant-left':
        this.#mark(at, 'left', event.body.participant)
        break
      case 'track-published':
        if (event.body.source === 'screen') this.#mark(at, 'screen', event.body.participant)
        break
      default:
        break
    }
  }

  #choose(event: RoomEvent): void {
    const { at, seq } = event
    if (event.type === 'consent-given') {
      const { person, locale, noticeHash, method, consent } = event.body
      const about = { locale, noticeHash, method, consent }
      this.#consents.push({ person, choice: 'given', at, seq, ...about })
      this.#marks.push({ at, kind: 'consent-given', person })
    }
    if (event.type === 'consent-refused') {
      const { person, locale, noticeHash } = event.body
      const about = { locale, noticeHash, method: null, consent: null }
      this.#consents.push({ person, choice: 'refused', at, seq, ...about })
      this.#marks.push({ at, kind: 'consent-refused', person })
    }
    if (event.type === 'consent-withdrawn') {
      const { person } = event.body
      const about = { locale: null, noticeHash: null, method: null, consent: null }
      this.#consents.push({ person, choice: 'withdrawn', at, seq, ...about })
      this.#marks.push({ at, kind: 'consent-withdrawn', person })
    }
  }

  #mark(at: number, kind: ReviewedMark['kind'], participant: ParticipantId): void {
    const person = this.#personOf.get(participant)
    if (person) this.#marks.push({ at, kind, person })
  }
}
