import { VisavisError } from '@visavis/protocol'
import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import { doerOf } from './consent-methods.ts'
import { planPause, planResume, planStart, planStop } from './recording-plans.ts'
import type { RecordingRules } from './recording-rules.ts'

/** For those who may record. */
export function recordingMethods(rules: RecordingRules): BoundMethod[] {
  return [
    bindMethod('recording.start', 'shared', async (session, { notice }) => {
      const { hub, doer } = demandRight(session)
      const terms = await rules.termsOf(session.tenant)
      const [asked] = await hub.decide((state) => planStart(state, doer, { terms, notice }))
      if (asked?.type !== 'recording-requested') throw new Error('Nobody was asked')
      return { recording: asked.body.recording }
    }),
    bindMethod('recording.pause', 'shared', async (session, { recording, forMs }) => {
      const { hub, doer } = demandRight(session)
      const until = forMs && Date.now() + forMs
      await hub.decide((state) => planPause(state, doer, { recording, until }))
      return {}
    }),
    bindMethod('recording.resume', 'shared', async (session, { recording }) => {
      const { hub, doer } = demandRight(session)
      await hub.decide((state) => planResume(state, doer, recording))
      return {}
    }),
    bindMethod('recording.stop', 'shared', async (session, { recording }) => {
      const { hub, doer } = demandRight(session)
      await hub.decide((state) => planStop(state, doer, recording))
      return {}
    }),
  ]
}

function demandRight(session: Session) {
  const membership = session.demandMembership()
  if (!session.grants.roomRecord) throw new VisavisError('forbidden')
  return { hub: membership.hub, doer: doerOf(session, membership) }
}
