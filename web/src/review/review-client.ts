import {
  type ErasureAnswer,
  type FilmJob,
  type FilmList,
  type HoldAnswer,
  isErasureAnswer,
  isErrorCode,
  isFilmJob,
  isFilmList,
  isHoldAnswer,
  isHttpError,
  isMediaLinks,
  isPartContent,
  isRecordingDetails,
  isRecordingPage,
  isReviewedMessage,
  isTokenGrant,
  isVerificationStep,
  type MediaLinks,
  type PartContent,
  type PersonId,
  type RecordingDetails,
  type RecordingId,
  type RecordingPage,
  type ReviewedMessage,
  type ReviewedPart,
  type TokenGrant,
  type VerificationStep,
  VisavisError,
} from '@visavis/protocol/browser'

/** A token that ends sooner is renewed first. */
const RENEW_BEFORE_MS = 20_000

/** The HTTP API of recordings, for whoever is signed in. */
export class ReviewClient {
  #grant: Pick<TokenGrant, 'token' | 'expiresAt'> | undefined

  list(query: URLSearchParams): Promise<RecordingPage> {
    return this.#read(`/v1/recordings?${query}`, isRecordingPage)
  }

  details(recording: RecordingId): Promise<RecordingDetails> {
    return this.#read(`/v1/recordings/${recording}`, isRecordingDetails)
  }

  links(recording: RecordingId): Promise<MediaLinks> {
    return this.#read(`/v1/recordings/${recording}/links`, isMediaLinks, { method: 'POST' })
  }

  content(recording: RecordingId, { take, file }: ReviewedPart): Promise<PartContent> {
    return this.#read(`/v1/recordings/${recording}/parts/${take}/${file}`, isPartContent)
  }

  unmask(recording: RecordingId, { message }: ReviewedMessage): Promise<ReviewedMessage> {
    const path = `/v1/recordings/${recording}/messages/${message}/unmask`
    return this.#read(path, isReviewedMessage, { method: 'POST' })
  }

  hold(recording: RecordingId, reason: string): Promise<HoldAnswer> {
    return this.#read(`/v1/recordings/${recording}/hold`, isHoldAnswer, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason }),
    })
  }

  release(recording: RecordingId): Promise<HoldAnswer> {
    return this.#read(`/v1/recordings/${recording}/release`, isHoldAnswer, { method: 'POST' })
  }

  /** Begins a film; one that is under way is answered with. */
  makeFilm(recording: RecordingId): Promise<FilmJob> {
    return this.#read(`/v1/recordings/${recording}/films`, isFilmJob, { method: 'POST' })
  }

  film(recording: RecordingId, { id }: FilmJob): Promise<FilmJob> {
    return this.#read(`/v1/recordings/${recording}/films/${id}`, isFilmJob)
  }

  /** Those that are there or being made. */
  films(recording: RecordingId): Promise<FilmList> {
    return this.#read(`/v1/recordings/${recording}/films`, isFilmList)
  }

  /** One that is being made is cancelled. */
  async deleteFilm(recording: RecordingId, { id }: FilmJob): Promise<void> {
    await this.#fetch(`/v1/recordings/${recording}/films/${id}`, { method: 'DELETE' })
  }

  erase(person: PersonId): Promise<ErasureAnswer> {
    return this.#read(`/v1/people/${person}/erase`, isErasureAnswer, { method: 'POST' })
  }

  /** Each step as it is done. */
  async *verify(recording: RecordingId): AsyncGenerator<VerificationStep> {
    const response = await this.#fetch(`/v1/recordings/${recording}/verification`)
    let rest = ''
    for await (const text of chunksOf(response)) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield parse(JSON.parse(line), isVerificationStep)
    }
  }

  /** The archive; `onBytes` hears how much of it is here. */
  async export(person: PersonId, onBytes: (bytes: number) => void): Promise<Blob> {
    const response = await this.#fetch(`/v1/people/${person}/export`)
    let bytes = 0
    const counted = response.body?.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          bytes += chunk.length
          onBytes(bytes)
          controller.enqueue(chunk)
        },
      }),
    )
    return await new Response(counted ?? null).blob()
  }

  async #read<T>(path: string, guard: (value: unknown) => value is T, init?: RequestInit) {
    const response = await this.#fetch(path, init)
    return parse(await response.json(), guard)
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${await this.#token()}`)
    const response = await reach(path, { ...init, headers })
    if (!response.ok) throw await refusalOf(response)
    return response
  }

  /** The one in the address, where there is one: it is newer. Whether there was. */
  takeToken(): boolean {
    const grant = tokenInAddress()
    this.#grant = grant ?? this.#grant
    return grant !== undefined
  }

  async #token(): Promise<string> {
    this.takeToken()
    if (!this.#grant || this.#grant.expiresAt - Date.now() < RENEW_BEFORE_MS) {
      this.#grant = await demoToken()
    }
    return this.#grant.token
  }
}

/** Why media cannot be had, where the element only says that it cannot. */
export async function mediaRefusal(url: string): Promise<VisavisError | undefined> {
  const response = await reach(url, { headers: { range: 'bytes=0-0' } })
  return response.ok ? undefined : refusalOf(response)
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (cause) {
    throw new VisavisError('storage-unavailable', { cause })
  }
}

async function refusalOf(response: Response): Promise<VisavisError> {
  const body: unknown = await response.json().catch(() => undefined)
  const isNamed = isHttpError(body) && isErrorCode(body.error.code)
  return new VisavisError(isNamed && isErrorCode(body.error.code) ? body.error.code : 'internal')
}

function parse<T>(value: unknown, guard: (value: unknown) => value is T): T {
  if (guard(value)) return value
  throw new VisavisError('internal')
}

/** `#token=`, as an administration's own page hands it over. It does not stay in sight. */
function tokenInAddress(): Pick<TokenGrant, 'token' | 'expiresAt'> | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (!token) return undefined
  history.replaceState(history.state, '', location.pathname + location.search)
  const expiresAt = expiryOf(token)
  return expiresAt === undefined ? undefined : { token, expiresAt }
}

function expiryOf(token: string): number | undefined {
  try {
    const [, payload = ''] = token.split('.')
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    const hasTime = typeof claims === 'object' && claims !== null && 'exp' in claims
    return hasTime && typeof claims.exp === 'number' ? claims.exp * 1_000 : undefined
  } catch {
    return undefined
  }
}

/** Where the demo signs in whoever comes. */
async function demoToken(): Promise<TokenGrant> {
  const response = await reach('/demo/review-token', { method: 'POST' })
  if (!response.ok) throw new VisavisError('token-invalid')
  return parse(await response.json(), isTokenGrant)
}

async function* chunksOf({ body }: Response): AsyncGenerator<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
