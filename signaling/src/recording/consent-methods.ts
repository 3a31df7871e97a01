import {
  type ConsentReceipt,
  type Params,
  type RecordingId,
  type Result,
  type RoomEvent,
  VisavisError,
} from '@visavis/protocol'
import { noticeFor } from '../consent/notice.ts'
import { consentRecord } from '../consent/receipt.ts'
import type { Membership } from '../rooms/membership.ts'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import { type Doer, planGive, planRefuse, planWithdraw } from './recording-plans.ts'
import type { RecordingRules } from './recording-rules.ts'

/** Everybody's own consent. Who it is comes from the session, never from the request. */
export function consentMethods(rules: RecordingRules): BoundMethod[] {
  return [
    bindMethod('consent.read-notice', 'shared', async (session, { locale }) => {
      const { state } = session.demandMembership().hub
      const { recording } = state
      const isOpen = recording !== null && recording.phase.kind !== 'stopped'
      const terms = isOpen ? recording.terms : await rules.termsOf(session.tenant)
      return noticeFor(terms, locale)
    }),
    bindMethod('consent.give', 'shared', async (session, params) => {
      const membership = session.demandMembership()
      const { hub } = membership
      await hub.decide((state) => planGive(state, doerOf(session, membership), params))
      return readReceipt(rules, session, params.recording)
    }),
    bindMethod('consent.refuse', 'shared', async (session, params) => {
      const membership = session.demandMembership()
      await membership.hub.decide((state) => planRefuse(state, doerOf(session, membership), params))
      return {}
    }),
    // Waits for nothing.
    bindMethod('consent.withdraw', 'free', async (session, { recording }) =>
      withdraw(session, recording),
    ),
    bindMethod('consent.read-receipt', 'shared', (session, { recording }) =>
      readReceipt(rules, session, recording),
    ),
  ]
}

export function doerOf({ person }: Session, { participant }: Membership): Doer {
  return { participant, person }
}

async function withdraw(
  session: Session,
  recording: RecordingId,
): Promise<Result<'consent.withdraw'>> {
  const membership = session.demandMembership()
  const { hub } = membership
  await hub.decide((state) => planWithdraw(state, doerOf(session, membership), recording))
  const withdrawn = hub.state.recording?.consents[session.person]
  if (withdrawn?.status !== 'withdrawn') throw new VisavisError('not-found')
  return { seq: withdrawn.seq, at: withdrawn.at }
}

async function readReceipt(
  rules: RecordingRules,
  session: Session,
  id: Params<'consent.read-receipt'>['recording'],
): Promise<ConsentReceipt> {
  const { hub } = session.demandMembership()
  const { recording } = hub.state
  const consent = recording?.id === id ? recording.consents[session.person] : undefined
  if (!recording || !consent?.givenSeq) throw new VisavisError('not-found')
  const given = await eventAt(hub, consent.givenSeq, 'consent-given')
  const withdrawn =
    consent.status === 'withdrawn'
      ? await eventAt(hub, consent.seq, 'consent-withdrawn')
      : undefined
  const notice = noticeFor(recording.terms, given.body.locale)
  const { person } = session
  const participant = { person }
  return rules.sign(
    consentRecord({ room: hub.room, recording, participant, given, withdrawn, notice }),
  )
}

async function eventAt<T extends RoomEvent['type']>(
  hub: RoomHub,
  seq: number,
  type: T,
): Promise<RoomEvent<T>> {
  const [event] = await hub.eventsAfter(seq - 1)
  if (event?.type !== type) throw new Error(`Event ${seq} is no ${type}`)
  return event as RoomEvent<T>
}
