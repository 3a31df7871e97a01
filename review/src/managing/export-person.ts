import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { type PersonId, type ReviewedMessage, type RoomId, VisavisError } from '@visavis/protocol'
import { TextReader, ZipWriter } from '@zip.js/zip.js'
import type { Reviewer } from '../access/reviewers.ts'
import type { PartPlace, PlayablePart } from '../media/part-shelf.ts'
import type { Review } from '../review.ts'
import { readLog } from '../story/read-log.ts'
import { readFiles } from '../story/recording-files.ts'
import { masked, type RecordingStory, recordingStory } from '../story/recording-story.ts'
import { tellable } from '../story/tellable.ts'
import { type PersonRecording, recordingsOf } from './recordings-of.ts'

type Zip = ZipWriter<unknown>

/** What is compressed already is stored as it is. */
const STORED = { level: 0 } as const
/** In the place of a part that cannot be opened. */
const DAMAGED = `${JSON.stringify({ error: { code: 'recording-damaged' } })}\n`

/**
 * Everything that there is of a person in a tenant's recordings: sound and pictures as files that play, what they wrote,
 * the receipts of their consents and of what was deleted. Nothing of anybody else. What is personal in messages is behind stars,
 * unless whoever asks may look behind them, which is noted.
 */
export async function exportPerson(
  review: Review,
  reviewer: Reviewer,
  person: PersonId,
): Promise<NodeReadableStream> {
  const { tenant } = reviewer
  const recordings = await recordingsOf(review, tenant, person)
  if (recordings.length === 0) throw new VisavisError('not-found')
  for (const { recording } of recordings) {
    await review.audit.note(reviewer, { action: 'exported', recording, subject: person })
  }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const zip = new ZipWriter(writable, { zip64: true, useWebWorkers: false })
  addAll(review, zip, { reviewer, person, recordings }).catch((error) => writable.abort(error))
  return readable as NodeReadableStream
}

async function addAll(
  review: Review,
  zip: Zip,
  { reviewer, person, recordings }: Theirs,
): Promise<void> {
  for (const one of recordings) {
    const room = await review.deps.records.roomOf(reviewer.tenant, one.recording)
    if (room) await addRecording(review, zip, { reviewer, person, ...one, room })
  }
  await zip.close()
}

interface Theirs {
  readonly reviewer: Reviewer
  readonly person: PersonId
  readonly recordings: readonly PersonRecording[]
}

interface Whose extends PersonRecording {
  readonly reviewer: Reviewer
  readonly person: PersonId
  readonly room: RoomId
}

async function addRecording(review: Review, zip: Zip, whose: Whose): Promise<void> {
  const { reviewer, person, recording, room } = whose
  const { tenant } = reviewer
  const events = await readLog(review.deps.log, tenant, room)
  const files = await readFiles(review.deps.life(), { tenant, recording })
  const whole = recordingStory(room, recording, events)
  const story = whole && tellable(whole, files)
  const receipts = await review.deps.records.receipts(room, events, { recording, person })
  const isTheirs = (one: { readonly person: PersonId | null }) => one.person === person
  const text = (name: string, value: unknown) =>
    zip.add(`${recording}/${name}`, new TextReader(`${JSON.stringify(value, null, 2)}\n`))
  await text('recording.json', {
    ...{ recording, room, startedAt: story?.startedAt, endedAt: story?.endedAt },
    ...{ terms: story?.terms, product: story?.product, pauses: story?.pauses },
    person: story?.people.find(isTheirs),
  })
  await text('messages.json', story ? await messagesOf(review, whose, story) : [])
  await text('consents.json', story?.consents.filter(isTheirs) ?? [])
  await text('consent-receipts.json', receipts)
  await text('deletion-receipts.json', files.deletions.filter(isTheirs))
  if (!whose.isErased) await addMedia(review, zip, whose)
}

/** That something personal is among them is noted before anybody has it. */
async function messagesOf(
  { audit }: Review,
  { reviewer, person, recording }: Whose,
  { messages }: RecordingStory,
): Promise<ReviewedMessage[]> {
  const theirs = messages.filter((message) => message.person === person)
  const behindStars = theirs.map(masked)
  if (!reviewer.mayUnmask) return behindStars
  const isPersonal = behindStars.some(({ isMasked }) => isMasked)
  if (isPersonal) await audit.note(reviewer, { action: 'unmasked', recording, subject: person })
  return theirs
}

async function addMedia(review: Review, zip: Zip, whose: Whose): Promise<void> {
  const { reviewer, person, recording } = whose
  const { tenant } = reviewer
  const manifests = await review.deps.life().manifests({ tenant, recording })
  for (const { take, tracks, parts } of manifests) {
    const own = new Set(tracks.filter((one) => one.person === person).map(({ track }) => track))
    for (const { track, file, format } of parts) {
      if (!own.has(track)) continue
      const name = `${recording}/${take}/${file.replace(/\.vvs$/, '')}`
      await using playable = await openPart(review, { tenant, recording, take, file })
      if (!playable) await zip.add(`${name}.damaged.json`, new TextReader(DAMAGED))
      else {
        const readable = streamOf(playable.read(0, playable.size))
        await zip.add(`${name}.${format}`, { readable }, STORED)
      }
    }
  }
}

/** `undefined` where nothing of it plays: the rest is exported all the same. */
async function openPart({ shelf }: Review, place: PartPlace): Promise<PlayablePart | undefined> {
  try {
    return await shelf.openScanned(place)
  } catch (error) {
    if (error instanceof VisavisError && error.code === 'recording-damaged') return undefined
    throw error
  }
}

function streamOf(pieces: AsyncGenerator<Buffer>): ReadableStream<Uint8Array> {
  return ReadableStream.from<Uint8Array>(pieces)
}
