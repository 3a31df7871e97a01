import type { TokenGrant } from '@visavis/protocol/browser'
import { ConnectError } from '../errors.ts'
import { headersOf, urlOf } from '../http.ts'
import { reach, readJson } from '../token-source.ts'

/** What one measurement may take. */
const MEASURE_MS = 3_000
/** The most that the server gives or takes at once. */
const MAX_BYTES = 4 * 1024 * 1024
/** Each upload is so much longer than the one before, until one takes long enough to tell. */
const UPLOAD_BYTES = [16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024, MAX_BYTES]
const TELLING_MS = 700
/** The most that `getRandomValues` fills. */
const NOISE_BYTES = 65_536

/** What arrives here, in kbps. */
export async function measureDownload(grant: TokenGrant, signal: AbortSignal): Promise<number> {
  const timeout = AbortSignal.timeout(MEASURE_MS)
  const url = urlOf(grant, 'probe')
  url.searchParams.set('bytes', String(MAX_BYTES))
  const request = { headers: headersOf(grant), signal: AbortSignal.any([signal, timeout]) }
  const startedAt = performance.now()
  let bytes = 0
  try {
    const response = await reach(url, request)
    if (!response.ok) await readJson(response)
    for await (const chunk of chunksOf(response)) bytes += chunk.length
  } catch (error) {
    // At the end of its time it is measured, whatever came.
    if (!timeout.aborted || signal.aborted) throw error
  }
  return kbps(bytes, performance.now() - startedAt)
}

/**
 * What leaves here, in kbps. Told by how much longer a longer upload takes: round trips, and the slow beginning of a
 * connection, are in both. `roundTripMs` is what each answer takes by itself, for where there is only one.
 */
export async function measureUpload(
  grant: TokenGrant,
  roundTripMs: number,
  signal: AbortSignal,
): Promise<number> {
  const timeout = AbortSignal.timeout(MEASURE_MS)
  const request = {
    method: 'POST',
    headers: { ...headersOf(grant), 'content-type': 'application/octet-stream' },
    signal: AbortSignal.any([signal, timeout]),
  }
  let rate = 0
  let before = { bytes: 0, ms: roundTripMs }
  for (const bytes of UPLOAD_BYTES) {
    const startedAt = performance.now()
    try {
      await readJson(await reach(urlOf(grant, 'probe'), { ...request, body: noise(bytes) }))
    } catch (error) {
      if (!timeout.aborted || signal.aborted) throw error
      return rate
    }
    const ms = performance.now() - startedAt
    rate = kbps(bytes - before.bytes, Math.max(ms - before.ms, ms / 5))
    const isFirst = before.bytes === 0
    if (ms > TELLING_MS && !isFirst) return rate
    before = { bytes, ms }
  }
  return rate
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (!body) throw new ConnectError('bad-answer')
  const reader = body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

/** Cannot be compressed on its way. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at += NOISE_BYTES) {
    crypto.getRandomValues(all.subarray(at, at + NOISE_BYTES))
  }
  return all
}

function kbps(bytes: number, ms: number): number {
  return (bytes * 8) / Math.max(ms, 1)
}
