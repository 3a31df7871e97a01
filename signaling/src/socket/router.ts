import { type Request, VisavisError } from '@visavis/protocol'
import type { Session } from '../sessions/session.ts'
import type { BoundMethod } from './bound-method.ts'
import type { Reply } from './reply.ts'

/** Finds the method of a request and runs it in its turn. */
export class Router {
  readonly #methods: ReadonlyMap<string, BoundMethod>

  constructor(methods: readonly BoundMethod[]) {
    this.#methods = new Map(methods.map((method) => [method.name, method]))
  }

  run(session: Session, { method: name, params }: Request, reply: Reply): Promise<unknown> {
    const method = this.#methods.get(name)
    if (!method) throw new VisavisError(name === 'session.open' ? 'already-open' : 'unknown-method')
    return session.order.run(method.ordering, () => {
      if (session.ended) throw new VisavisError('not-open')
      return method.run(session, params, reply)
    })
  }
}
