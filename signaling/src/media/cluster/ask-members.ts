import { within } from '@visavis/cluster'
import { type SfuAnswer, type SfuRequest, type TrackId, VisavisError } from '@visavis/protocol'
import { codeOf, refusal } from './answers.ts'
import type { ClusterMember } from './cluster-member.ts'

/** For an answer to what all nodes are asked: whoever waits for it may have nothing on the one that is silent. */
const ANSWER_MS = 1_000

/** Never rejects. */
export async function ask(
  member: Pick<ClusterMember, 'send'>,
  request: SfuRequest,
): Promise<SfuAnswer> {
  const [answer] = await member.send([request])
  return answer ?? refusal('internal')
}

/** An answer that takes too long is `media-unavailable`. */
export async function promptly(asked: Promise<SfuAnswer>): Promise<SfuAnswer> {
  return within(ANSWER_MS, asked).catch(() => refusal('media-unavailable'))
}

type Whereabouts = ClusterMember | 'nowhere' | 'unknown'

/** The node that has a track, as soon as it says so. `unknown` where one that was asked may have it. */
export async function locateTrack(
  producer: TrackId,
  members: readonly ClusterMember[],
): Promise<Whereabouts> {
  const located = members.map((member) => locateAt(member, producer))
  const origin = await Promise.any(located.map(found)).catch(() => undefined)
  if (origin) return origin
  return (await Promise.all(located)).includes('unknown') ? 'unknown' : 'nowhere'
}

async function locateAt(member: ClusterMember, producer: TrackId): Promise<Whereabouts> {
  const asked = ask(member, { method: 'producer.locate', params: { producer } })
  const answer = await promptly(asked)
  if ('result' in answer) return member
  return codeOf(answer) === 'media-unavailable' ? 'unknown' : 'nowhere'
}

/** Rejects unless it was found there. */
async function found(located: Promise<Whereabouts>): Promise<ClusterMember> {
  const where = await located
  if (typeof where === 'string') throw new VisavisError('not-found')
  return where
}
