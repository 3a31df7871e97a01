import { Readable } from 'node:stream'
import { ErasureAnswer, HoldAnswer, HoldRequest, type RecordingId } from '@visavis/protocol'
import Type from 'typebox'
import { type Reviewer, reviewerOf } from '../access/reviewers.ts'
import { erasePerson } from '../managing/erase-person.ts'
import { exportPerson } from '../managing/export-person.ts'
import { verifyRecording } from '../managing/verify-recording.ts'
import type { Review } from '../review.ts'
import type { ReviewApp } from '../review-app.ts'
import { ABOUT, FAILURES, PersonParams, RecordingParams, WITHOUT_HEAD } from './schemas.ts'

/** Holding, erasing, exporting and verifying. */
export function registerManaging(app: ReviewApp, review: Review): void {
  registerHold(app, review)
  registerRelease(app, review)
  registerErasure(app, review)
  registerExport(app, review)
  registerVerification(app, review)
}

function registerHold(app: ReviewApp, review: Review): void {
  const { deps, audit, library } = review
  const schema = {
    ...ABOUT,
    summary: 'Hold a recording: it is neither erased nor deleted until two people have released it',
    params: RecordingParams,
    body: HoldRequest,
    response: { 200: HoldAnswer, ...FAILURES },
  }
  app.post('/v1/recordings/:recording/hold', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request, 'manage')
    const { recording } = request.params
    const { tenant, subject: by } = reviewer
    await library.story(tenant, recording)
    await audit.note(reviewer, { action: 'held', recording })
    await deps.life().hold({ tenant, recording }, { by, reason: request.body.reason })
    return holdOf(review, reviewer, recording)
  })
}

function registerRelease(app: ReviewApp, review: Review): void {
  const { deps, audit, library } = review
  const schema = {
    ...ABOUT,
    summary: 'Release a hold; the second person who does ends it',
    params: RecordingParams,
    response: { 200: HoldAnswer, ...FAILURES },
  }
  app.post('/v1/recordings/:recording/release', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request, 'manage')
    const { recording } = request.params
    const { tenant, subject: by } = reviewer
    await library.story(tenant, recording)
    await audit.note(reviewer, { action: 'release-asked', recording })
    const isOver = await deps.life().release({ tenant, recording }, { by })
    if (isOver) await audit.note(reviewer, { action: 'released', recording })
    return holdOf(review, reviewer, recording)
  })
}

async function holdOf(
  { deps }: Review,
  { tenant }: Reviewer,
  recording: RecordingId,
): Promise<HoldAnswer> {
  return { hold: await deps.life().holdOf({ tenant, recording }) }
}

function registerErasure(app: ReviewApp, review: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Erase a person from all recordings and rooms, for good',
    params: PersonParams,
    response: { 200: ErasureAnswer, ...FAILURES },
  }
  app.post('/v1/people/:person/erase', { schema }, async (request) => {
    const reviewer = await reviewerOf(review.deps, request, 'manage')
    return erasePerson(review, reviewer, request.params.person)
  })
}

function registerExport(app: ReviewApp, review: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Everything of a person as one archive (ZIP)',
    params: PersonParams,
    response: { 200: Type.Any(), ...FAILURES },
  }
  app.get('/v1/people/:person/export', { schema, ...WITHOUT_HEAD }, async (request, reply) => {
    const reviewer = await reviewerOf(review.deps, request, 'manage')
    const { person } = request.params
    const archive = await exportPerson(review, reviewer, person)
    reply.type('application/zip')
    reply.header('content-disposition', `attachment; filename="${person}.zip"`)
    return reply.send(Readable.fromWeb(archive))
  })
}

function registerVerification(app: ReviewApp, { deps, audit, library }: Review): void {
  const schema = {
    ...ABOUT,
    summary:
      'Verify the logs and files of a recording: a line of JSON for each step, as it is done',
    params: RecordingParams,
    response: { 200: Type.Any(), ...FAILURES },
  }
  const path = '/v1/recordings/:recording/verification'
  app.get(path, { schema, ...WITHOUT_HEAD }, async (request, reply) => {
    const reviewer = await reviewerOf(deps, request)
    const { recording } = request.params
    const { tenant } = reviewer
    await library.story(tenant, recording)
    await audit.note(reviewer, { action: 'verified', recording })
    reply.type('application/x-ndjson')
    return reply.send(Readable.from(linesOf(verifyRecording(deps, { tenant, recording }))))
  })
}

async function* linesOf(steps: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const step of steps) yield `${JSON.stringify(step)}\n`
}
