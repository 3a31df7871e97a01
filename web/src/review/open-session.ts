import { saveFile, saveFrom } from '@visavis/client-sdk/ui'
import {
  type FilmJob,
  type PartContent,
  type PersonId,
  type RecordingDetails,
  type RecordingId,
  type ReviewedMessage,
  type VerificationStep,
  VisavisError,
} from '@visavis/protocol/browser'
import type { RecordingActions } from './recording-page.ts'
import { RecordingPlayer } from './recording-player.ts'
import type { ReviewClient } from './review-client.ts'
import { type FilmState, failureOf, type OpenRecording } from './review-state.ts'

/** How often a film's progress is asked for. */
const LOOK_MS = 1_000
const NO_FILM = { state: 'none' } as const

/** One open recording: its player, and what is done with it. */
export class OpenSession {
  readonly actions: Omit<RecordingActions, 'back'>
  player: RecordingPlayer
  state: OpenRecording
  readonly #client: ReviewClient
  readonly #recording: RecordingId
  /** Called at every change, many times a second while it plays. */
  onChange: (state: OpenRecording) => void = () => {}
  #isClosed = false
  #filmTimer: ReturnType<typeof setTimeout> | undefined

  static async open(client: ReviewClient, recording: RecordingId): Promise<OpenSession> {
    return new OpenSession(client, await client.details(recording))
  }

  private constructor(client: ReviewClient, details: RecordingDetails) {
    this.#client = client
    this.#recording = details.recording
    const player = {
      ...{ positionMs: 0, durationMs: 0, isPlaying: false, isWaiting: false },
      ...{ rate: 1, isBroken: false },
    }
    const [verification, work] = [{ kind: 'not' }, { kind: 'none' }] as const
    const film = NO_FILM
    const contents = new Map()
    this.state = { details, player, contents, verification, work, film, refusal: null }
    this.player = this.#play(details)
    this.actions = {
      seek: (positionMs) => this.player.seek(positionMs),
      toggle: () => this.player.toggle(),
      setRate: (rate) => this.player.setRate(rate),
      unmask: (message) => this.#do(() => this.#unmask(message)),
      hold: (reason) => this.#do(() => this.#setHold(client.hold(this.#recording, reason))),
      release: () => this.#do(() => this.#setHold(client.release(this.#recording))),
      verify: () => this.#do(() => this.#verify(), { verification }),
      makeFilm: () =>
        this.#do(async () => this.#followFilm(await client.makeFilm(this.#recording)), { film }),
      saveFilm: (job) => this.#do(() => this.#saveFilm(job), { film }),
      deleteFilm: (job) => this.#do(() => this.#deleteFilm(job)),
      exportPerson: (person) => this.#do(() => this.#export(person), { work }),
      setWork: (next) => this.#change({ work: next, refusal: null }),
      erase: (person) => this.#do(() => this.#erase(person), { work }),
    }
    void this.#readContents()
    void this.#try(() => this.#readFilms(), {})
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#filmTimer)
    this.player.close()
  }

  #play(details: RecordingDetails): RecordingPlayer {
    return new RecordingPlayer(this.#client, details, (player) => this.#change({ player }))
  }

  #change(change: Partial<OpenRecording>): void {
    if (this.#isClosed) return
    this.state = { ...this.state, ...change }
    this.onChange(this.state)
  }

  /** Loudness and damages come one part after the other. */
  async #readContents(): Promise<void> {
    for (const part of this.state.details.tracks.flatMap(({ parts }) => parts)) {
      if (this.#isClosed) return
      const content = await this.#client
        .content(this.#recording, part)
        .catch((error: unknown) => damageOf(error, part.endsAt - part.startsAt))
      const contents = new Map(this.state.contents)
      if (content) contents.set(`${part.take}/${part.file}`, content)
      this.#change({ contents })
    }
  }

  async #reload(): Promise<void> {
    const details = await this.#client.details(this.#recording)
    const { positionMs } = this.state.player
    this.player.close()
    this.player = this.#play(details)
    this.player.seek(positionMs)
    this.#change({ details })
    await this.#readFilms()
  }

  async #unmask(message: ReviewedMessage): Promise<void> {
    const shown = await this.#client.unmask(this.#recording, message)
    const { details } = this.state
    const messages = details.messages.map((one) => (one.message === shown.message ? shown : one))
    this.#change({ details: { ...details, messages } })
  }

  async #setHold(answer: ReturnType<ReviewClient['hold']>): Promise<void> {
    const { hold } = await answer
    this.#change({ details: { ...this.state.details, hold, isHeld: hold !== null } })
  }

  async #verify(): Promise<void> {
    const problems: VerificationStep[] = []
    this.#change({ verification: { kind: 'running', done: 0, total: 0 } })
    for await (const step of this.#client.verify(this.#recording)) {
      if (!step.isRight) problems.push(step)
      this.#change({ verification: { kind: 'running', done: step.done, total: step.total } })
    }
    this.#change({ verification: { kind: 'done', problems } })
  }

  /** The newest one that is there or being made. */
  async #readFilms(): Promise<void> {
    if (!this.state.details.may.manage || this.player.tracks.length === 0) return
    const { films } = await this.#client.films(this.#recording)
    this.#followFilm(films[0] ?? NO_FILM)
  }

  #followFilm(film: FilmState): void {
    clearTimeout(this.#filmTimer)
    this.#change({ film })
    if (this.#isClosed || (film.state !== 'waiting' && film.state !== 'running')) return
    const look = async () => this.#followFilm(await this.#client.film(this.#recording, film))
    this.#filmTimer = setTimeout(() => void this.#try(look, { film: NO_FILM }), LOOK_MS)
  }

  /** Its link is good for minutes: the one from when it was done may have ended. */
  async #saveFilm(film: FilmJob): Promise<void> {
    const { url } = await this.#client.film(this.#recording, film)
    if (!url) throw new VisavisError('not-found')
    saveFrom(url)
  }

  async #deleteFilm(film: FilmJob): Promise<void> {
    clearTimeout(this.#filmTimer)
    try {
      await this.#client.deleteFilm(this.#recording, film)
    } finally {
      await this.#readFilms()
    }
  }

  async #export(person: PersonId): Promise<void> {
    const tell = (bytes: number) => this.#change({ work: { kind: 'exporting', person, bytes } })
    tell(0)
    saveFile(`${person}.zip`, await this.#client.export(person, tell))
    this.#change({ work: { kind: 'exported', person } })
  }

  async #erase(person: PersonId): Promise<void> {
    this.#change({ work: { kind: 'erasing', person } })
    const { deletions } = await this.#client.erase(person)
    await this.#reload()
    this.#change({ work: { kind: 'erased', recordings: deletions.length } })
  }

  /** `undone` is how its own state is again where it is refused. */
  #do(run: () => Promise<void>, undone: Partial<OpenRecording> = {}): void {
    this.#change({ refusal: null })
    void this.#try(run, undone)
  }

  async #try(run: () => Promise<void>, undone: Partial<OpenRecording>): Promise<void> {
    try {
      await run()
    } catch (error) {
      const code = error instanceof VisavisError ? error.code : 'internal'
      const refusal = code === 'recording-held' ? 'review.erase-held' : failureOf(code).heading
      this.#change({ ...undone, refusal })
    }
  }
}

function damageOf(error: unknown, durationMs: number): PartContent | undefined {
  if (!(error instanceof VisavisError) || error.code !== 'recording-damaged') return undefined
  const damages = [{ code: error.code, fromMs: 0, toMs: durationMs }] as const
  return { durationMs, damages: [...damages], peaks: null, peaksPerSecond: 1 }
}
