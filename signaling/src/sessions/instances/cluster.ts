import { MemoryPubSub, type PubSub } from '@visavis/cluster'
import { MemorySessionDirectory } from '../directory/memory-session-directory.ts'
import type { SessionDirectory } from '../directory/session-directory.ts'
import type { InstanceTable } from './instance-table.ts'

/** What a process has in common with others, if there are any. */
export interface Cluster {
  readonly directory: SessionDirectory
  readonly pubSub: PubSub
  /** Absent where one process is all there is. */
  readonly table?: InstanceTable
}

/** One process, and nobody else. */
export function alone(): Cluster {
  return { directory: new MemorySessionDirectory(), pubSub: new MemoryPubSub() }
}
