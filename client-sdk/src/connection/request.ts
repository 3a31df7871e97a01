import type { Method, Params, Result } from '@visavis/protocol/browser'

/** Asks the server. Rejects with `VisavisError`, its refusal, or `ConnectError`, no answer. */
export type Request = <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>
