import { type PersonId, type TenantId, type TokenClaims, VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'
import type { ReviewDeps } from '../ports.ts'

/** Somebody who may look at recordings. */
export interface Reviewer {
  readonly tenant: TenantId
  readonly person: PersonId
  /** As the tenant names them. */
  readonly subject: string
  readonly name: string | null
  readonly mayManage: boolean
  readonly mayUnmask: boolean
}

export type Right = 'review' | 'manage' | 'unmask'

/** Who asks, by their token. Throws `token-invalid`, `token-expired` or `forbidden`. */
export async function reviewerOf(
  { verifier, records }: Pick<ReviewDeps, 'verifier' | 'records'>,
  { headers }: FastifyRequest,
  right: Right = 'review',
): Promise<Reviewer> {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (!token) throw new VisavisError('token-invalid')
  const claims = await verifier.verify(token)
  if (!isAllowed(claims, right)) throw new VisavisError('forbidden')
  const { tenant, sub: subject, name = null, grants } = claims
  const person = await records.personFor(tenant, subject)
  const mayManage = grants.recordingManage === true
  return { tenant, person, subject, name, mayManage, mayUnmask: grants.personalDataRead === true }
}

function isAllowed({ grants, role }: TokenClaims, right: Right): boolean {
  if (role === 'recorder' || grants.recordingReview !== true) return false
  if (right === 'manage') return grants.recordingManage === true
  return right === 'review' || grants.personalDataRead === true
}
