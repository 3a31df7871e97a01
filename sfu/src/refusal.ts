import { VisavisError } from '@visavis/protocol'
import { errors } from 'mediasoup'

const MAX_DETAIL = 200

/** What mediasoup threw, as an error of ours: a dead worker, or parameters it does not take. */
export function refusal(error: unknown): VisavisError {
  if (error instanceof VisavisError) return error
  if (error instanceof errors.WorkerClosedError) {
    return new VisavisError('media-unavailable', { cause: error })
  }
  if (isOutOfPorts(error)) {
    return new VisavisError('media-unavailable', { detail: 'No port is free.', cause: error })
  }
  if (error instanceof errors.NotFoundError) return new VisavisError('not-found', { cause: error })
  const detail = error instanceof Error ? shorten(error.message) : ''
  return new VisavisError('media-refused', { detail, cause: error })
}

export function isOutOfPorts(error: unknown): boolean {
  return error instanceof Error && error.message.includes('no more available ports')
}

/** Runs a call of mediasoup's, whose every rejection is about its parameters or its worker. */
export async function orRefuse<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw refusal(error)
  }
}

/** The worker appends the method in brackets; callers know what they called. */
function shorten(message: string): string {
  return message.replace(/ \[method:[^\]]*\]$/, '').slice(0, MAX_DETAIL)
}
