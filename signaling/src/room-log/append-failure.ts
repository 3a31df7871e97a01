/** What is known of a statement that failed. */
export type AppendFailure =
  /** Nothing was stored, and trying again can help. */
  | 'not-run'
  /** The connection broke before the answer: it may be stored, or not. */
  | 'unknown'
  /** The database refused it: the same again would fail again. */
  | 'refused'

/** PostgreSQL error codes, appendix A: deadlock, serialisation, starting up, too many connections. */
const NOT_RUN = new Set([
  '40P01',
  '40001',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ENOENT',
  'EHOSTUNREACH',
])
const UNKNOWN = new Set(['57P01', '57P02', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

export function classifyFailure(error: unknown): AppendFailure {
  if (!(error instanceof Error)) return 'refused'
  const code = 'code' in error ? String(error.code) : ''
  if (NOT_RUN.has(code) || /timeout exceeded when trying to connect/.test(error.message))
    return 'not-run'
  if (UNKNOWN.has(code) || code.startsWith('08')) return 'unknown'
  if (
    /connection terminated|not queryable|connection ended|query read timeout/i.test(error.message)
  )
    return 'unknown'
  return 'refused'
}
