import {
  METHODS,
  type Method,
  type Params,
  RECORDER_METHODS,
  type RecorderMethod,
  type RecorderParams,
  type RecorderResult,
  type Result,
  VisavisError,
} from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Ordering } from '../sessions/request-order.ts'
import type { Session } from '../sessions/session.ts'
import type { Reply } from './reply.ts'

/** `session.open` is answered by the connection: there is no session yet. */
export type SessionMethod = Exclude<Method, 'session.open'>
type AnyMethod = Method | RecorderMethod
type AnyParams<M extends AnyMethod> = M extends RecorderMethod
  ? RecorderParams<M>
  : M extends Method
    ? Params<M>
    : never
type AnyResult<M extends AnyMethod> = M extends RecorderMethod
  ? RecorderResult<M>
  : M extends Method
    ? Result<M>
    : never

export interface BoundMethod {
  readonly name: SessionMethod | RecorderMethod
  readonly ordering: Ordering
  run(session: Session, params: unknown, reply: Reply): Promise<unknown>
}

/** Answers requests whose parameters were checked; its result is checked on the way out. */
export function bindMethod<M extends SessionMethod | RecorderMethod>(
  name: M,
  ordering: Ordering,
  handle: (session: Session, params: AnyParams<M>, reply: Reply) => Promise<AnyResult<M>>,
): BoundMethod {
  return {
    name,
    ordering,
    run: async (session, params, reply) =>
      checkedResult(name, await handle(session, checkedParams(name, params), reply)),
  }
}

const CHECKS = Object.fromEntries(
  Object.entries({ ...METHODS, ...RECORDER_METHODS }).map(([name, { params, result }]) => [
    name,
    { params: Compile(Type.Unsafe(params)), result: Compile(Type.Unsafe(result)) },
  ]),
)

/** Throws `invalid-request`. */
export function checkedParams<M extends AnyMethod>(name: M, params: unknown = {}): AnyParams<M> {
  if (!isParams(name, params)) throw new VisavisError('invalid-request')
  return params
}

export function checkedResult<M extends AnyMethod>(name: M, result: AnyResult<M>): AnyResult<M> {
  if (!CHECKS[name]?.result.Check(result)) throw new Error(`A wrong answer to ${name} was not sent`)
  return result
}

function isParams<M extends AnyMethod>(name: M, params: unknown): params is AnyParams<M> {
  return CHECKS[name]?.params.Check(params) ?? false
}
