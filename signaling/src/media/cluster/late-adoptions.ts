import type { SfuAnswer, SfuRequest } from '@visavis/protocol'
import { codeOf } from './answers.ts'
import { ask } from './ask-members.ts'
import type { ClusterMember } from './cluster-member.ts'

/** Between two questions to a node that does not answer. */
const AGAIN_MS = 1_000

export interface Adoption {
  readonly session: string
  readonly request: SfuRequest
  readonly member: Pick<ClusterMember, 'send'>
}

/**
 * Sessions that a node was asked to hand over and did not in time: clients were told that they are lost. The node may have
 * handed them over all the same, so it is asked until it says so.
 */
export class LateAdoptions {
  readonly #awaited = new Set<Adoption>()

  /** What the node says in the end; `undefined` when that concerns nobody here any more. */
  async settle(adoption: Adoption, first: Promise<SfuAnswer>): Promise<SfuAnswer | undefined> {
    this.#awaited.add(adoption)
    let answer = await first
    while (this.#awaited.has(adoption) && codeOf(answer) === 'media-unavailable') {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref())
      if (this.#awaited.has(adoption)) answer = await ask(adoption.member, adoption.request)
    }
    return this.#awaited.delete(adoption) ? answer : undefined
  }

  /** Those whose node is gone, or whose session is somebody else's. */
  drop(isOver: (adoption: Adoption) => boolean): void {
    for (const adoption of this.#awaited) if (isOver(adoption)) this.#awaited.delete(adoption)
  }
}
