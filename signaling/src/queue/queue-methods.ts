import { VisavisError } from '@visavis/protocol'
import type { SessionDirectory } from '../sessions/directory/session-directory.ts'
import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import type { Guidance } from './guidance.ts'
import type { Queue } from './queue.ts'

export interface QueueMethodsOptions {
  readonly guidance: Guidance
  readonly queue: Queue
  readonly directory: SessionDirectory
}

export function queueMethods({ guidance, queue, directory }: QueueMethodsOptions): BoundMethod[] {
  return [
    bindMethod('guidance.request', 'exclusive', (session, params, reply) =>
      guidance.request(session, params, reply),
    ),
    bindMethod('queue.accept', 'exclusive', (session, params, reply) =>
      guidance.accept(session, params, reply),
    ),
    bindMethod('queue.watch', 'shared', async (session, _params, reply) => {
      demandServe(session)
      queue.watch(session)
      await directory.update(session, { desk: session })
      // What changed between the reading and the answer is told after it.
      reply.afterwards(() => queue.tell(session))
      return { tickets: await queue.waiting(session.tenant) }
    }),
    bindMethod('queue.set-available', 'shared', async (session, { available }) => {
      demandServe(session)
      session.takesCalls = available
      await directory.update(session, { desk: session })
      return {}
    }),
  ]
}

function demandServe({ grants }: Session): void {
  if (!grants.guidanceServe) throw new VisavisError('forbidden')
}
