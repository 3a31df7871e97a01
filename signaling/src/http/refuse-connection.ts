import { type ErrorCode, VisavisError } from '@visavis/protocol'
import type { FastifyServerOptions } from 'fastify'
import { errorBody } from './error-body.ts'

type Parts = Parameters<NonNullable<FastifyServerOptions['clientErrorHandler']>>

interface Refusal {
  readonly statusLine: string
  readonly code: ErrorCode
  readonly detail: string
}

const MALFORMED: Refusal = {
  statusLine: '400 Bad Request',
  code: 'invalid-request',
  detail: 'This is not HTTP.',
}

/** By Node's codes: what comes before there is a request that a route could answer. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    statusLine: '408 Request Timeout',
    code: 'invalid-request',
    detail: 'The request took too long to arrive.',
  },
  HPE_HEADER_OVERFLOW: {
    statusLine: '431 Request Header Fields Too Large',
    code: 'invalid-request',
    detail: 'The headers are too long.',
  },
}

/** Answers as every other refusal is answered, and closes: what follows on this connection cannot be understood. */
export function refuseConnection(error: Parts[0], socket: Parts[1]): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const refusal = REFUSALS[error.code] ?? MALFORMED
  socket.end(responseText(refusal), () => socket.destroy())
}

function responseText({ statusLine, code, detail }: Refusal): string {
  const body = JSON.stringify(errorBody(new VisavisError(code, { detail })))
  return [
    `HTTP/1.1 ${statusLine}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
