import type { SfuCall, SfuNoticeEvent, SfuParams, SfuResult } from '@visavis/protocol'
import type { MediaWorker } from './media-worker.ts'
import type { NodeState } from './node-state.ts'

/** What calls act on. */
export interface NodeContext {
  readonly node: string
  readonly state: NodeState
  workers(): readonly MediaWorker[]
  findWorker(id: string): MediaWorker | undefined
  notify(event: SfuNoticeEvent): void
}

export type CallHandlers = {
  readonly [C in SfuCall]: (params: SfuParams<C>, caller: string) => Promise<SfuResult<C>>
}
