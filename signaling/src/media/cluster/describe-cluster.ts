import type { NodeStatus } from '@visavis/protocol'
import type { ClusterMember } from './cluster-member.ts'

/** All workers there are, each with what its node takes. */
export function describeCluster(
  members: readonly ClusterMember[],
  region: string | undefined,
): NodeStatus {
  const isOpen = (member: ClusterMember) =>
    member.isUp && (member.status.admission ?? 'open') === 'open'
  const isNear = (member: ClusterMember) => region === undefined || member.region === region
  const hasNear = members.some((member) => isOpen(member) && isNear(member))
  const admissionOf = (member: ClusterMember) => {
    if (!member.isUp) return 'away'
    const { admission = 'open' } = member.status
    // Far ones are for when there is none near.
    return admission === 'open' && hasNear && !isNear(member) ? 'full' : admission
  }
  return {
    admission: members.some(isOpen) ? 'open' : 'full',
    workers: members.flatMap((member) => {
      const admission = admissionOf(member)
      return member.status.workers.map((worker) => ({ ...worker, node: member.id, admission }))
    }),
  }
}
