import { type SfuAnswer, type SfuRequest, VisavisError } from '@visavis/protocol'
import { checkCall } from './check-call.ts'
import { consumerCalls } from './consumer-calls.ts'
import type { MediaLogger } from './media-logger.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import { pipeCalls } from './pipes/pipe-calls.ts'
import { plainTransportCalls } from './plain-transport-calls.ts'
import { preferenceCalls } from './preference-calls.ts'
import { producerCalls } from './producer-calls.ts'
import { refuseStale } from './refuse-stale.ts'
import { ROUTER_CAPABILITIES } from './router-codecs.ts'
import { sessionCalls } from './session-calls.ts'
import { slotCalls } from './slot-calls.ts'
import { transportCalls } from './transport-calls.ts'

/** A call as it came: its method and parameters are checked before it runs. */
export interface UncheckedCall {
  readonly method: string
  readonly params: object
}

/** Runs one call to its answer, for the caller of that name. Never rejects. */
export type CallRunner = (call: UncheckedCall, caller: string) => Promise<SfuAnswer>

export function callRunner(context: NodeContext, logger: MediaLogger): CallRunner {
  const handlers = callHandlers(context)
  return async (unchecked, caller) => {
    try {
      const call = checkCall(unchecked)
      refuseStale(context.state, call, caller)
      return { result: await dispatch(handlers, call, caller) }
    } catch (error) {
      if (!(error instanceof VisavisError)) {
        logger.error({ err: error, method: unchecked.method }, 'a call failed by a mistake')
      }
      const { code, message } = VisavisError.from(error)
      return { error: { code, message } }
    }
  }
}

function callHandlers(context: NodeContext): CallHandlers {
  return {
    'node.describe': async () => describe(context),
    ...transportCalls(context),
    ...plainTransportCalls(context),
    ...producerCalls(context),
    ...slotCalls(context),
    ...consumerCalls(context),
    ...preferenceCalls(context),
    ...sessionCalls(context),
    ...pipeCalls(context),
  }
}

function dispatch<R extends SfuRequest>(
  handlers: CallHandlers,
  { method, params }: R,
  caller: string,
) {
  // The compiler cannot pair a method with its parameters across a union; the schema has.
  const handler = handlers[method] as (
    params: R['params'],
    caller: string,
  ) => Promise<Record<string, unknown>>
  return handler(params, caller)
}

function describe({ node, status }: NodeContext) {
  return { node, rtpCapabilities: ROUTER_CAPABILITIES, ...status.describe() }
}
