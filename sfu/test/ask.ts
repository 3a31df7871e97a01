import {
  SFU_CALLS,
  type SfuCall,
  type SfuLink,
  type SfuParams,
  type SfuRequest,
  type SfuResult,
} from '@visavis/protocol'
import { Compile } from 'typebox/compile'

/** Sends one call; the result checked against its schema, or the error's code as a rejection. */
export async function ask<C extends SfuCall>(
  link: Pick<SfuLink, 'send'>,
  method: C,
  params: SfuParams<C>,
): Promise<SfuResult<C>> {
  const [answer] = await link.send([{ method, params } as SfuRequest])
  if (!answer) throw new Error('no answer')
  if ('error' in answer) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return parseResult(method, answer.result)
}

function parseResult<C extends SfuCall>(method: C, result: unknown): SfuResult<C> {
  const check = Compile(SFU_CALLS[method].result)
  if (!check.Check(result)) throw new Error(JSON.stringify(check.Errors(result)))
  return result as SfuResult<C>
}
