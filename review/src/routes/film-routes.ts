import { FilmJob, FilmList, RecordingId, VisavisError } from '@visavis/protocol'
import type { CompositeJob, OpenComposite } from '@visavis/recorder'
import Type from 'typebox'
import { type Reviewer, reviewerOf } from '../access/reviewers.ts'
import type { Review } from '../review.ts'
import type { ReviewApp } from '../review-app.ts'
import { LinkQuery } from './link-query.ts'
import { ABOUT, FAILURES, RecordingParams, WITHOUT_HEAD } from './schemas.ts'
import { type RangedFile, sendRange } from './send-range.ts'

const FilmParams = Type.Object({ recording: RecordingId, film: FilmJob.properties.id })
/** In the place of a take, for links. */
const FILMS = 'films'

/** Films of whole recordings, made in the background. */
export function registerFilms(app: ReviewApp, review: Review): void {
  registerStart(app, review)
  registerList(app, review)
  registerState(app, review)
  registerDeletion(app, review)
  registerFile(app, review)
}

function registerStart(app: ReviewApp, review: Review): void {
  const { deps, audit, library } = review
  const schema = {
    ...ABOUT,
    summary: 'Begin to make a film (MP4) of a recording',
    params: RecordingParams,
    response: { 200: FilmJob, ...FAILURES },
  }
  app.post('/v1/recordings/:recording/films', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request, 'manage')
    const { recording } = request.params
    const { tenant, subject: by } = reviewer
    const { people } = await library.tellable(tenant, recording)
    await audit.note(reviewer, { action: 'composed', recording })
    const named = people.flatMap(({ person, name }) => (name ? [[person, name] as const] : []))
    const job = await deps.films.start({ tenant, recording }, { by, names: new Map(named) })
    return shown(review, reviewer, recording, job)
  })
}

function registerList(app: ReviewApp, { deps, views, library }: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Films of a recording that are there or being made, the newest first; without links',
    params: RecordingParams,
    response: { 200: FilmList, ...FAILURES },
  }
  app.get('/v1/recordings/:recording/films', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request, 'manage')
    const { recording } = request.params
    const { tenant } = reviewer
    await library.story(tenant, recording)
    await views.note(reviewer, recording)
    const jobs = await deps.films.list({ tenant, recording })
    return { films: jobs.map((job) => ({ ...progressOf(job), url: null })) }
  })
}

function registerState(app: ReviewApp, review: Review): void {
  const { deps, library } = review
  const schema = {
    ...ABOUT,
    summary: 'How far a film is, and where it can be fetched',
    params: FilmParams,
    response: { 200: FilmJob, ...FAILURES },
  }
  app.get('/v1/recordings/:recording/films/:film', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request, 'manage')
    const { tenant } = reviewer
    const { recording, film } = request.params
    await library.story(tenant, recording)
    return shown(review, reviewer, recording, await deps.films.read({ tenant, recording }, film))
  })
}

function registerDeletion(app: ReviewApp, { deps, audit, library }: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Delete a film; one that is being made is cancelled',
    params: FilmParams,
    response: { 204: Type.Null(), ...FAILURES },
  }
  app.delete('/v1/recordings/:recording/films/:film', { schema }, async (request, reply) => {
    const reviewer = await reviewerOf(deps, request, 'manage')
    const { recording, film } = request.params
    const place = { tenant: reviewer.tenant, recording }
    await library.story(place.tenant, recording)
    const { state } = await deps.films.read(place, film)
    const isHeld = state.kind === 'done' && (await deps.life().holdOf(place)) !== null
    if (isHeld) throw new VisavisError('recording-held')
    await audit.note(reviewer, { action: 'film-deleted', recording })
    await deps.films.remove(place, film)
    return reply.status(204).send(null)
  })
}

function registerFile(app: ReviewApp, { deps, links }: Review): void {
  const schema = {
    tags: ['recordings'],
    summary: 'A film, by a link of at most five minutes',
    params: FilmParams,
    querystring: LinkQuery,
    response: { 200: Type.Any(), 206: Type.Any(), 416: Type.Any(), ...FAILURES },
  }
  const path = '/v1/recordings/:recording/films/:film/file'
  app.get(path, { schema, ...WITHOUT_HEAD }, async (request, reply) => {
    const { recording, film } = request.params
    const { tenant } = request.query
    await links.demand({ tenant, recording, take: FILMS, file: film }, request.query)
    const open = await deps.films.open({ tenant, recording }, film)
    reply.type('video/mp4')
    reply.header('content-disposition', `attachment; filename="${recording}.mp4"`)
    return sendRange(request, reply, rangedFilm(open))
  })
}

/** With a link once it is done, which is noted each time: whoever has it may watch. */
async function shown(
  review: Review,
  reviewer: Reviewer,
  recording: RecordingId,
  job: CompositeJob,
): Promise<FilmJob> {
  if (job.state.kind === 'failed') throw new VisavisError(job.state.error)
  const isDone = job.state.kind === 'done'
  const url = isDone ? await notedLink(review, reviewer, recording, job.id) : null
  return { ...progressOf(job), url }
}

function progressOf({ id, state }: CompositeJob): Omit<FilmJob, 'url'> {
  const progress = state.kind === 'running' ? state.progress : Number(state.kind === 'done')
  return { id, state: state.kind, progress }
}

async function notedLink(
  { audit, links }: Review,
  reviewer: Reviewer,
  recording: RecordingId,
  id: FilmJob['id'],
): Promise<string> {
  await audit.note(reviewer, { action: 'played', recording })
  const place = { tenant: reviewer.tenant, recording, take: FILMS, file: id }
  return links.urlFor(`/v1/recordings/${recording}/films/${id}/file`, place, links.expiry())
}

function rangedFilm(open: OpenComposite): RangedFile {
  return {
    size: open.composite.plainBytes,
    read: (from, to) => open.read(from, to),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  }
}
