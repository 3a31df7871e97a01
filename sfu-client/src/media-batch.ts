import {
  isErrorCode,
  SFU_CALLS,
  type SfuAnswer,
  type SfuCall,
  type SfuLink,
  type SfuParams,
  type SfuRequest,
  type SfuResult,
  VisavisError,
} from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

type Settle = (answer: SfuAnswer) => void
interface Pending {
  readonly request: SfuRequest
  readonly settle: Settle
  readonly fail: (error: unknown) => void
}

/** Calls collected for one trip to a media node. Every call answers for itself. */
export class MediaBatch {
  readonly #link: SfuLink
  readonly #pending: Pending[] = []

  constructor(link: SfuLink) {
    this.#link = link
  }

  /** Settles after `send`. A refusal need not be handled by who only looks at other calls. */
  add<C extends SfuCall>(method: C, params: SfuParams<C>): Promise<SfuResult<C>> {
    const { promise, resolve, reject } = Promise.withResolvers<SfuResult<C>>()
    promise.catch(() => {})
    // The pair is one of the union's members, which the compiler cannot see for an open `C`.
    const request = { method, params } as SfuRequest
    const settle = (answer: SfuAnswer) => {
      try {
        resolve(resultOf(method, answer))
      } catch (error) {
        reject(error)
      }
    }
    this.#pending.push({ request, settle, fail: reject })
    return promise
  }

  /** Never rejects: what went wrong is told by the calls. */
  async send(): Promise<void> {
    const pending = this.#pending.splice(0)
    if (pending.length === 0) return
    try {
      const answers = await this.#link.send(pending.map(({ request }) => request))
      pending.forEach(({ settle }, index) => {
        settle(answers[index] ?? { error: { code: 'internal', message: 'No answer.' } })
      })
    } catch (cause) {
      const error = new VisavisError('media-unavailable', { cause })
      for (const { fail } of pending) fail(error)
    }
  }
}

const CHECKS = Object.fromEntries(
  Object.entries(SFU_CALLS).map(([method, { result }]) => [method, Compile(Type.Unsafe(result))]),
)

function resultOf<C extends SfuCall>(method: C, answer: SfuAnswer): SfuResult<C> {
  if ('error' in answer) throw refusalOf(answer.error)
  if (!isResult(method, answer.result))
    throw new Error(`The media node's ${method} answer is wrong`)
  return answer.result
}

function isResult<C extends SfuCall>(method: C, value: unknown): value is SfuResult<C> {
  return CHECKS[method]?.Check(value) ?? false
}

function refusalOf({ code, message }: { code: string; message: string }): Error {
  if (!isErrorCode(code) || code === 'internal') return new Error(`Media node: ${message}`)
  return new VisavisError(code, { cause: new Error(message) })
}
