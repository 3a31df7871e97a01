import { METHODS, type Method, type Params, type Result, VisavisError } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Ordering } from '../sessions/request-order.ts'
import type { Session } from '../sessions/session.ts'
import type { Reply } from './reply.ts'

/** `session.open` is answered by the connection: there is no session yet. */
export type SessionMethod = Exclude<Method, 'session.open'>

export interface BoundMethod {
  readonly name: SessionMethod
  readonly ordering: Ordering
  run(session: Session, params: unknown, reply: Reply): Promise<unknown>
}

/** Answers requests whose parameters were checked; its result is checked on the way out. */
export function bindMethod<M extends SessionMethod>(
  name: M,
  ordering: Ordering,
  handle: (session: Session, params: Params<M>, reply: Reply) => Promise<Result<M>>,
): BoundMethod {
  return {
    name,
    ordering,
    run: async (session, params, reply) =>
      checkedResult(name, await handle(session, checkedParams(name, params), reply)),
  }
}

const CHECKS = Object.fromEntries(
  Object.entries(METHODS).map(([name, { params, result }]) => [
    name,
    { params: Compile(Type.Unsafe(params)), result: Compile(Type.Unsafe(result)) },
  ]),
)

/** Throws `invalid-request`. */
export function checkedParams<M extends Method>(name: M, params: unknown = {}): Params<M> {
  if (!isParams(name, params)) throw new VisavisError('invalid-request')
  return params
}

export function checkedResult<M extends Method>(name: M, result: Result<M>): Result<M> {
  if (!CHECKS[name]?.result.Check(result)) throw new Error(`A wrong answer to ${name} was not sent`)
  return result
}

function isParams<M extends Method>(name: M, params: unknown): params is Params<M> {
  return CHECKS[name]?.params.Check(params) ?? false
}
