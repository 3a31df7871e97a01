import {
  MediaLinks,
  PartContent,
  RecordingDetails,
  RecordingPage,
  RecordingQuery,
  ReviewedMessage,
  VisavisError,
} from '@visavis/protocol'
import { reviewerOf } from '../access/reviewers.ts'
import type { Review } from '../review.ts'
import type { ReviewApp } from '../review-app.ts'
import { ABOUT, FAILURES, MessageParams, PartParams, RecordingParams } from './schemas.ts'

/** Looking at recordings. */
export function registerViewing(app: ReviewApp, review: Review): void {
  registerList(app, review)
  registerDetails(app, review)
  registerLinks(app, review)
  registerContent(app, review)
  registerUnmask(app, review)
}

function registerList(app: ReviewApp, { deps, audit, library }: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Recordings, newest first',
    querystring: RecordingQuery,
    response: { 200: RecordingPage, ...FAILURES },
  }
  app.get('/v1/recordings', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request)
    await audit.note(reviewer, { action: 'listed' })
    return await library.list(reviewer, request.query)
  })
}

function registerDetails(app: ReviewApp, { deps, audit, library }: Review): void {
  const schema = {
    ...ABOUT,
    summary:
      'One recording: people, consents, tracks, messages, retention and what was done with it',
    params: RecordingParams,
    response: { 200: RecordingDetails, ...FAILURES },
  }
  app.get('/v1/recordings/:recording', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request)
    const { recording } = request.params
    const story = await library.story(reviewer.tenant, recording)
    await audit.note(reviewer, { action: 'viewed', recording })
    return await library.details(reviewer, story)
  })
}

function registerLinks(app: ReviewApp, { deps, audit, library, links }: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Links to the media of a recording, good for five minutes',
    params: RecordingParams,
    response: { 200: MediaLinks, ...FAILURES },
  }
  app.post('/v1/recordings/:recording/links', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request)
    const { recording } = request.params
    const { tenant } = reviewer
    const tracks = await library.tracks(tenant, recording)
    await audit.note(reviewer, { action: 'played', recording })
    const expiresAt = links.expiry()
    const parts = tracks.flatMap((track) => track.parts)
    const made = parts.map(async ({ take, file }) => {
      const url = await links.urlOf({ tenant, recording, take, file }, expiresAt)
      return { take, file, url }
    })
    return { expiresAt, links: await Promise.all(made) }
  })
}

function registerContent(app: ReviewApp, { deps, views, library, shelf }: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'Length, damages and loudness of a part',
    params: PartParams,
    response: { 200: PartContent, ...FAILURES },
  }
  app.get('/v1/recordings/:recording/parts/:take/:file', { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request)
    const { tenant } = reviewer
    const { recording } = request.params
    await library.story(tenant, recording)
    await views.note(reviewer, recording)
    await using playable = await shelf.openScanned({ tenant, ...request.params })
    const { durationMs, damages, peaks, peaksPerSecond } = playable.scan
    const code = 'recording-damaged' as const
    return {
      durationMs: Math.round(durationMs),
      damages: damages.map(({ fromMs, toMs }) => {
        return { code, fromMs: Math.round(fromMs), toMs: Math.round(toMs) }
      }),
      peaks: peaks && [...peaks],
      peaksPerSecond,
    }
  })
}

function registerUnmask(app: ReviewApp, { deps, audit, library }: Review): void {
  const schema = {
    ...ABOUT,
    summary: 'One message without stars; that somebody looked is noted',
    params: MessageParams,
    response: { 200: ReviewedMessage, ...FAILURES },
  }
  const path = '/v1/recordings/:recording/messages/:message/unmask'
  app.post(path, { schema }, async (request) => {
    const reviewer = await reviewerOf(deps, request, 'unmask')
    const { recording, message } = request.params
    const found = await library.message(reviewer.tenant, recording, message)
    if (found.text === null) throw new VisavisError('recording-erased')
    const { person: subject } = found
    await audit.note(reviewer, { action: 'unmasked', recording, message, subject })
    return found
  })
}
