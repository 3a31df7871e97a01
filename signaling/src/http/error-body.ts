import type { HttpError, VisavisError } from '@visavis/protocol'

/** How every refusal over HTTP looks. */
export function errorBody({ code, message, retryable }: VisavisError): HttpError {
  return { error: { code, message, retryable } }
}
