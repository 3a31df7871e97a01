import { LIMITS } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { RoomHubs } from '../../rooms/room-hubs.ts'
import type { SessionDirectory } from '../directory/session-directory.ts'
import type { SessionLifecycle } from '../session-lifecycle.ts'
import type { Sessions } from '../sessions.ts'
import { InstanceLease, type InstanceLeaseOptions } from './instance-lease.ts'
import type { InstanceTable } from './instance-table.ts'
import { Orphans } from './orphans.ts'

export interface JoinClusterOptions extends Pick<InstanceLeaseOptions, 'beatMs' | 'leaseMs'> {
  readonly table: InstanceTable
  readonly directory: SessionDirectory
  readonly sessions: Sessions
  readonly lifecycle: SessionLifecycle
  readonly hubs: RoomHubs
  readonly resumeWindowMs?: number
  readonly logger: Logger
}

/** Lives among other processes: shows that it does, inherits from those that died, and lets go of what went elsewhere. */
export async function joinCluster(options: JoinClusterOptions): Promise<AsyncDisposable> {
  const { table, sessions, lifecycle, resumeWindowMs = LIMITS.resumeWindowMs } = options
  const orphans = new Orphans({ ...options, resumeWindowMs })
  const lease = await InstanceLease.open({
    ...options,
    onOrphans: (found) => orphans.take(found),
    onUnfinished: (found) => orphans.finishAll(found),
    onDoubt: () => lookAfter(table, sessions, lifecycle),
  })
  return {
    async [Symbol.asyncDispose]() {
      orphans.close()
      await lease.close()
    },
  }
}

/** What others took for dead, or took over without a word that arrived. */
async function lookAfter(
  table: InstanceTable,
  sessions: Sessions,
  lifecycle: SessionLifecycle,
): Promise<void> {
  // Those that are opened meanwhile are not in doubt.
  const mine = [...sessions.all]
  const owned = new Set((await table.owned()).map(({ id }) => id))
  const missing = mine.filter((session) => !owned.has(session.id) && !session.ended)
  if (missing.length === 0) return
  const regained = await table.reclaim(missing)
  for (const session of missing) {
    const epoch = regained.get(session.id)
    if (epoch !== undefined) session.epoch = epoch
    // Its client knows the way back, should this socket still be theirs.
    else if (sessions.get(session.id) === session) lifecycle.release(session, 'internal')
  }
}
