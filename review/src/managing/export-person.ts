import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import {
  type PersonId,
  type RecordingId,
  type RoomId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import { TextReader, ZipWriter } from '@zip.js/zip.js'
import { readAll } from '../access/audit-trail.ts'
import type { Reviewer } from '../access/reviewers.ts'
import type { Review } from '../review.ts'
import { recordingStory } from '../story/recording-story.ts'
import { recordingsOf } from './recordings-of.ts'

type Zip = ZipWriter<unknown>

/** What is compressed already is stored as it is. */
const STORED = { level: 0 } as const

/**
 * Everything that there is of a person in a tenant's recordings: sound and pictures as files that play, what they wrote,
 * the receipts of their consents and of what was deleted. Nothing of anybody else.
 */
export async function exportPerson(
  review: Review,
  reviewer: Reviewer,
  person: PersonId,
): Promise<NodeReadableStream> {
  const { tenant } = reviewer
  const theirs = await recordingsOf(review, tenant, person)
  const recordings = theirs.map(({ recording }) => recording)
  if (recordings.length === 0) throw new VisavisError('not-found')
  for (const recording of recordings) {
    await review.audit.note(reviewer, { action: 'exported', recording, subject: person })
  }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const zip = new ZipWriter(writable, { zip64: true, useWebWorkers: false })
  addAll(review, zip, { tenant, person, recordings }).catch((error) => writable.abort(error))
  return readable as NodeReadableStream
}

async function addAll(
  review: Review,
  zip: Zip,
  { tenant, person, recordings }: { tenant: TenantId; person: PersonId; recordings: RecordingId[] },
): Promise<void> {
  for (const recording of recordings) {
    const room = await review.deps.records.roomOf(tenant, recording)
    if (room) await addRecording(review, zip, { tenant, person, recording, room })
  }
  await zip.close()
}

interface Whose {
  readonly tenant: TenantId
  readonly person: PersonId
  readonly recording: RecordingId
  readonly room: RoomId
}

async function addRecording(review: Review, zip: Zip, whose: Whose): Promise<void> {
  const { tenant, person, recording, room } = whose
  const events = await readAll(review.deps.log, tenant, room)
  const story = recordingStory(room, recording, events)
  const receipts = await review.deps.records.receipts(room, events, { recording, person })
  const deletions = await review.deps.life().receipts({ tenant, recording })
  const isTheirs = (one: { readonly person: PersonId | null }) => one.person === person
  const text = (name: string, value: unknown) =>
    zip.add(`${recording}/${name}`, new TextReader(`${JSON.stringify(value, null, 2)}\n`))
  await text('recording.json', {
    ...{ recording, room, startedAt: story?.startedAt, endedAt: story?.endedAt },
    ...{ terms: story?.terms, product: story?.product, pauses: story?.pauses },
    person: story?.people.find(isTheirs),
  })
  await text('messages.json', story?.messages.filter(isTheirs) ?? [])
  await text('consents.json', story?.consents.filter(isTheirs) ?? [])
  await text('consent-receipts.json', receipts)
  await text('deletion-receipts.json', deletions.filter(isTheirs))
  await addMedia(review, zip, whose)
}

async function addMedia(review: Review, zip: Zip, whose: Whose): Promise<void> {
  const { tenant, person, recording } = whose
  const manifests = await review.deps.life().manifests({ tenant, recording })
  for (const { take, tracks, parts } of manifests) {
    const own = new Set(tracks.filter((one) => one.person === person).map(({ track }) => track))
    for (const { track, file, format } of parts) {
      if (!own.has(track)) continue
      await using playable = await review.shelf.open({ tenant, recording, take, file })
      const name = `${recording}/${take}/${file.replace(/\.vvs$/, '')}.${format}`
      await zip.add(name, { readable: streamOf(playable.read(0, playable.size)) }, STORED)
    }
  }
}

function streamOf(pieces: AsyncGenerator<Buffer>): ReadableStream<Uint8Array> {
  return ReadableStream.from<Uint8Array>(pieces)
}
