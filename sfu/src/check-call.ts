import { SFU_CALLS, type SfuRequest, VisavisError } from '@visavis/protocol'
import { Compile, type Validator } from 'typebox/compile'

const CHECKS = new Map<string, Validator>(
  Object.entries(SFU_CALLS).map(([method, { params }]) => [method, Compile(params)]),
)

/** Refuses a call whose method or parameters the contract does not have. */
export function checkCall(call: { method: string; params: unknown }): SfuRequest {
  const check = CHECKS.get(call.method)
  if (!check) throw new VisavisError('unknown-method')
  if (check.Check(call.params)) return call as SfuRequest
  const [first] = check.Errors(call.params)
  const detail = first && `${first.instancePath || 'params'} ${first.message}.`
  throw new VisavisError('invalid-request', detail ? { detail } : {})
}
