import {
  gapsOf,
  type MessageId,
  type RecordingDetails,
  type RecordingId,
  type RecordingManifest,
  type RecordingPage,
  type RecordingQuery,
  type RecordingSummary,
  type ReviewedMessage,
  type ReviewedTrack,
  type RoomId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { Reviewer } from './access/reviewers.ts'
import type { ReviewAudit, ReviewDeps } from './ports.ts'
import { matchStory } from './story/match-story.ts'
import { type RecordingFiles, readFiles } from './story/recording-files.ts'
import { masked, type RecordingStory } from './story/recording-story.ts'
import { Stories } from './story/stories.ts'
import { tellable } from './story/tellable.ts'

const PAGE = 20
/** Read at a time while looking for what matches. */
const STRIDE = 40
/** A request looks at no more than these; the next goes on from there. */
const MAX_LOOKED_AT = 400

interface Found {
  readonly story: RecordingStory
  readonly files: RecordingFiles
  readonly hits: number
}

/** Recordings as reviewers find and see them. */
export class Library {
  readonly stories: Stories
  readonly #deps: ReviewDeps
  readonly #audit: ReviewAudit

  constructor(deps: ReviewDeps, audit: ReviewAudit) {
    this.#deps = deps
    this.#audit = audit
    this.stories = new Stories(deps.log)
  }

  async list({ tenant }: Reviewer, query: RecordingQuery): Promise<RecordingPage> {
    const { found, next } = await this.#search(tenant, query)
    const recordings = found.map(({ story, files, hits }) => summaryOf(story, files, hits))
    return { recordings, next }
  }

  async details(reviewer: Reviewer, whole: RecordingStory): Promise<RecordingDetails> {
    const { tenant } = reviewer
    const { recording } = whole
    const [files, history] = await Promise.all([
      this.#files(tenant, recording),
      this.#audit.history(tenant, recording),
    ])
    const story = tellable(whole, files)
    return {
      ...summaryOf(story, files, 0),
      terms: story.terms,
      consents: [...story.consents],
      messages: story.messages.map(masked),
      marks: [...story.marks],
      pauses: [...story.pauses],
      tracks: tracksOf(files),
      gaps: gapsOf(files.manifests),
      hold: files.hold,
      deletions: files.deletions.map(shown),
      history,
      may: { manage: reviewer.mayManage, unmask: reviewer.mayUnmask },
    }
  }

  /** What can be played. */
  async tracks(tenant: TenantId, recording: RecordingId): Promise<ReviewedTrack[]> {
    await this.story(tenant, recording)
    return tracksOf(await this.#files(tenant, recording))
  }

  /** One message without stars. */
  async message(
    tenant: TenantId,
    recording: RecordingId,
    message: MessageId,
  ): Promise<ReviewedMessage> {
    const { messages } = await this.tellable(tenant, recording)
    const found = messages.find((one) => one.message === message)
    if (!found) throw new VisavisError('not-found')
    return found
  }

  /** Throws `not-found` for another tenant's as for none. */
  async story(tenant: TenantId, recording: RecordingId): Promise<RecordingStory> {
    const room = await this.#deps.records.roomOf(tenant, recording)
    const story = room && (await this.stories.of(tenant, room, recording))
    if (!story) throw new VisavisError('not-found')
    return story
  }

  /** Without what may not be told any more. Throws `not-found`. */
  async tellable(tenant: TenantId, recording: RecordingId): Promise<RecordingStory> {
    const story = await this.story(tenant, recording)
    return tellable(story, await this.#files(tenant, recording))
  }

  #files(tenant: TenantId, recording: RecordingId): Promise<RecordingFiles> {
    return readFiles(this.#deps.life(), { tenant, recording })
  }

  /** Newest first, until a page is full, nothing is left, or enough was looked at. */
  async #search(
    tenant: TenantId,
    query: RecordingQuery,
  ): Promise<{ found: Found[]; next: string | null }> {
    const { limit = PAGE } = query
    const found: Found[] = []
    let before = query.before === undefined ? undefined : parseCursor(query.before)
    for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT; lookedAt += STRIDE) {
      const { from, to, room } = query
      const started = { from, to, room, before, limit: STRIDE }
      const rows = await this.#deps.records.started(tenant, started)
      const stories = await Promise.all(
        rows.map((row) => this.stories.of(tenant, row.room, row.recording)),
      )
      const matching = stories.map((story) => {
        return story && matchStory(story, query) !== undefined ? story : undefined
      })
      const ahead = await this.#filesOf(tenant, matching, limit - found.length)
      for (const [index, row] of rows.entries()) {
        before = row
        const story = matching[index]
        const one = story && (await this.#find(tenant, story, query, ahead))
        if (one) found.push(one)
        const isLast = index === rows.length - 1 && rows.length < STRIDE
        if (found.length === limit && !isLast) return { found, next: cursorOf(row) }
      }
      if (rows.length < STRIDE) return { found, next: null }
    }
    return { found, next: before ? cursorOf(before) : null }
  }

  /** Of the first ones, at the same time. */
  async #filesOf(
    tenant: TenantId,
    stories: readonly (RecordingStory | undefined)[],
    count: number,
  ): Promise<ReadonlyMap<RecordingId, RecordingFiles>> {
    const first = stories.filter((story) => story !== undefined).slice(0, count)
    const read = first.map(
      async ({ recording }) => [recording, await this.#files(tenant, recording)] as const,
    )
    return new Map(await Promise.all(read))
  }

  /** Only what may still be told is found. */
  async #find(
    tenant: TenantId,
    whole: RecordingStory,
    query: RecordingQuery,
    ahead: ReadonlyMap<RecordingId, RecordingFiles>,
  ): Promise<Found | undefined> {
    const files = ahead.get(whole.recording) ?? (await this.#files(tenant, whole.recording))
    const story = tellable(whole, files)
    const hits = matchStory(story, query)
    return hits === undefined ? undefined : { story, files, hits }
  }
}

function cursorOf({ at, room }: { at: number; room: RoomId }): string {
  return `${at}-${room}`
}

/** As its schema lets through. */
function parseCursor(cursor: string): { at: number; room: RoomId } {
  const split = cursor.indexOf('-')
  return { at: Number(cursor.slice(0, split)), room: cursor.slice(split + 1) as RoomId }
}

function summaryOf(story: RecordingStory, files: RecordingFiles, hits: number): RecordingSummary {
  const { recording, room, startedAt, endedAt, product, people } = story
  const { status, deadline, hold } = files
  const about = { recording, room, startedAt, endedAt, product, people: [...people] }
  return { ...about, status, isHeld: hold !== null, deadline, hits }
}

function tracksOf({ manifests, erased }: RecordingFiles): ReviewedTrack[] {
  const tracks = new Map<string, ReviewedTrack>()
  for (const manifest of manifests) {
    for (const { track, person, kind, source } of manifest.tracks) {
      const known = tracks.get(track)?.parts ?? []
      const isErased = erased.has(person)
      const parts = isErased ? [] : [...known, ...partsOf(manifest, track)]
      tracks.set(track, { track, person, kind, source, isErased, parts })
    }
  }
  return [...tracks.values()]
}

function partsOf({ take, parts }: RecordingManifest, of: string): ReviewedTrack['parts'] {
  return parts
    .filter(({ track }) => track === of)
    .map(({ file, format, codec, startsAt, endsAt, endedBy, plainBytes, isComplete }) => {
      return { take, file, format, codec, startsAt, endsAt, endedBy, bytes: plainBytes, isComplete }
    })
    .sort((one, other) => one.startsAt - other.startsAt)
}

function shown(
  receipt: RecordingFiles['deletions'][number],
): RecordingDetails['deletions'][number] {
  const { id, person, because, by, at, files, keysDestroyed } = receipt
  return { id, person, because, by, at, files, keysDestroyed }
}
