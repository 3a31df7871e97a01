import type { Values } from './fault.ts'
import type { FaultName } from './faults.ts'
import type { Gap } from './gaps.ts'
import type { ChatResult } from './numbered-chat.ts'
import type { PageCondition } from './page-condition.ts'

/** What one fault did to the call. */
export interface Hit {
  readonly fault: FaultName
  /** Milliseconds since the start of the run. */
  readonly at: number
  /** Longest time without a frame in a while before the fault, and from it on; of both people. */
  readonly baselineGapMs: number
  readonly gapMs: number
  /** Times without a frame that people notice, in milliseconds since the fault. */
  readonly gaps: readonly Gap[]
  /** The call did not come back by itself. */
  readonly isDropped: boolean
  /** Of both pages where it did not; `null` where it did. */
  readonly conditions: readonly PageCondition[] | null
  /** From the fault until those sessions were resumed whose sockets it cut; `null` where it cut none. */
  readonly resumeMs: number | null
  /** What else this fault measures. */
  readonly values: Values
}

export interface ChaosResults {
  readonly hits: readonly Hit[]
  /** `null` where its pages went away. */
  readonly chat: ChatResult | null
  /** Why the run ended before its last fault. */
  readonly failure: string | null
}
