import type { SfuCall, SfuNoticeEvent, SfuParams, SfuResult } from '@visavis/protocol'
import type { MediaWorker } from './media-worker.ts'
import type { NodeState } from './node-state.ts'
import type { NodeStatusKeeper } from './node-status-keeper.ts'
import type { ServedPipes } from './pipes/served-pipes.ts'
import type { Tracks } from './pipes/tracks.ts'

/** What calls act on. */
export interface NodeContext {
  readonly node: string
  readonly state: NodeState
  readonly status: NodeStatusKeeper
  findWorker(id: string): MediaWorker | undefined
  /** Every track that transports of this node may receive. */
  readonly tracks: Tracks
  /** What other nodes receive from this. */
  readonly served: ServedPipes
  notify(event: SfuNoticeEvent): void
}

export type CallHandlers = {
  readonly [C in SfuCall]: (params: SfuParams<C>, caller: string) => Promise<SfuResult<C>>
}
