import { type ErrorCode, VisavisError } from '@visavis/protocol'
import type { FastifyError, FastifyReply } from 'fastify'
import type { Metrics } from '../metrics/metrics.ts'
import type { App } from './app.ts'
import { errorBody } from './error-body.ts'

/** What Fastify itself refuses, as our codes. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'frame-too-large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
}

/** Every failure answers `{ error: { code, message, retryable } }`; only bugs are logged as errors. */
export function registerErrors(app: App, metrics: Metrics): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = asVisavisError(thrown)
    metrics.countError(error.code)
    if (error.code === 'internal') request.log.error({ err: thrown }, 'request failed')
    return sendError(reply, error)
  })
  app.setNotFoundHandler((_request, reply) => {
    metrics.countError('not-found')
    return sendError(reply, new VisavisError('not-found'))
  })
}

/** For what is refused before it reaches a route, such as a path that cannot be decoded. */
export function refuseEarly(error: FastifyError, reply: FastifyReply): void {
  void sendError(reply, asVisavisError(error))
}

function asVisavisError(error: FastifyError): VisavisError {
  if (error instanceof VisavisError) return error
  if (error.validation) return invalidRequest(error)
  const code = FRAMEWORK_CODES[error.code]
  if (code) return new VisavisError(code, { cause: error })
  const { statusCode = 500 } = error
  if (statusCode < 500) return new VisavisError('invalid-request', { cause: error })
  return VisavisError.from(error)
}

/** Names the place and the rule, never the value. */
function invalidRequest({ validation, validationContext }: FastifyError): VisavisError {
  const [first] = validation ?? []
  const where = `${validationContext ?? 'request'}${first?.instancePath ?? ''}`
  return new VisavisError('invalid-request', { detail: `${where} ${first?.message ?? ''}`.trim() })
}

function sendError(reply: FastifyReply, error: VisavisError): FastifyReply {
  return reply.status(error.status).send(errorBody(error))
}
