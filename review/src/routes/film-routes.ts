import { FilmJob, RecordingId, VisavisError } from '@visavis/protocol'
import type { CompositeJob } from '@visavis/recorder'
import Type from 'typebox'
import { type Reviewer, reviewerOf } from '../access/reviewers.ts'
import type { Review } from '../review.ts'
import type { ReviewApp } from '../review-app.ts'
import { LinkQuery } from './link-query.ts'
import { ABOUT, FAILURES, RecordingParams, WITHOUT_HEAD } from './schemas.ts'
import { streamOf } from './stream-of.ts'

const FilmParams = Type.Object({ recording: RecordingId, film: FilmJob.properties.id })
/** In the place of a take, for links. */
const FILMS = 'films'

/** Films of whole recordings, made in the background. */
export function registerFilms(app: ReviewApp, review: Review): void {
  registerStart(app, review)
  registerState(app, review)
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
    return shown(review, reviewer, recording, deps.films.read({ tenant, recording }, film))
  })
}

function registerFile(app: ReviewApp, { deps, links }: Review): void {
  const schema = {
    tags: ['recordings'],
    summary: 'A film, by a link of at most five minutes',
    params: FilmParams,
    querystring: LinkQuery,
    response: { 200: Type.Any(), ...FAILURES },
  }
  const path = '/v1/recordings/:recording/films/:film/file'
  app.get(path, { schema, ...WITHOUT_HEAD }, async (request, reply) => {
    const { recording, film } = request.params
    const { tenant } = request.query
    await links.demand({ tenant, recording, take: FILMS, file: film }, request.query)
    const open = await deps.films.open({ tenant, recording }, film)
    reply.type('video/mp4').header('content-length', open.composite.plainBytes)
    reply.header('content-disposition', `attachment; filename="${recording}.mp4"`)
    return reply.send(streamOf(open.read(), open))
  })
}

/** With a link once it is done, which is noted each time: whoever has it may watch. */
async function shown(
  review: Review,
  reviewer: Reviewer,
  recording: RecordingId,
  { id, state }: CompositeJob,
): Promise<FilmJob> {
  if (state.kind === 'failed') throw new VisavisError(state.error)
  const isDone = state.kind === 'done'
  const progress = state.kind === 'running' ? state.progress : Number(isDone)
  const url = isDone ? await notedLink(review, reviewer, recording, id) : null
  return { id, state: state.kind, progress, url }
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
