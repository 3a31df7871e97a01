import { createHash } from 'node:crypto'
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { type ErrorCode, type RecordedPart, VisavisError } from '@visavis/protocol'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { isMissing } from '../is-missing.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { FileSource } from '../seal/file-source.ts'
import { HEADER_BYTES } from '../seal/sealed-format.ts'
import { SealedReader } from '../seal/sealed-reader.ts'
import type { Take } from './take.ts'
import type { OpenPart } from './take-journal.ts'

interface Found {
  readonly plain: Buffer
  readonly sealedBytes: number
  readonly sha256: string
}

interface Sealed {
  readonly path: string
  readonly name: string
  readonly dataKey: Buffer
}

const NOTHING = { seconds: 0, frames: 0, sizes: [] }

/**
 * Ends what the writers of a take left open, with all of it that opens. What was erased, or came to nothing, is dropped.
 * What cannot be read now stays open, and an `AggregateError` says why, once the others are ended.
 */
export async function recoverParts(take: Take, keys: KeyRing): Promise<void> {
  const errors: unknown[] = []
  for (const open of take.open) {
    try {
      const part = await recoverPart(take, open, keys)
      if (part) take.end(part)
      else take.drop(open.file)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Parts of a take stay open')
}

/** `undefined` where nothing is to be kept. */
async function recoverPart(
  take: Take,
  { file, track, format, codec, startsAt }: OpenPart,
  keys: KeyRing,
): Promise<RecordedPart | undefined> {
  const found = await find(take, { file, track }, keys)
  if (!found) return undefined
  const { plain, sealedBytes, sha256 } = found
  const { seconds, frames, sizes } = await describeMedia(plain).catch(() => NOTHING)
  return {
    ...{ file, track, format, codec, startsAt, endedBy: take.openEndedBy, frames },
    endsAt: Math.round(startsAt + 1_000 * seconds),
    sizes: sizes.map((size) => ({ at: startsAt, ...size })),
    ...{ plainBytes: plain.length, sealedBytes, sha256, isComplete: false },
  }
}

async function find(
  take: Take,
  { file, track }: Pick<OpenPart, 'file' | 'track'>,
  keys: KeyRing,
): Promise<Found | undefined> {
  const { tenant, recording, tracks } = take.manifest
  const person = tracks.find((known) => known.track === track)?.person
  if (!person) throw new VisavisError('recording-damaged', { detail: `${file} is nobody's.` })
  try {
    const dataKey = await keys.open({ tenant, recording, person })
    return await cutToWhole({ path: join(take.folder, file), name: take.nameOf(file), dataKey })
  } catch (error) {
    if (isRefused(error, 'recording-erased') || isMissing(error)) return undefined
    throw error
  }
}

/** Ends the file where it stops to open. One that does not open at all is kept as it is. `undefined` where nothing is in it. */
async function cutToWhole(sealed: Sealed): Promise<Found | undefined> {
  const whole = await findWhole(sealed)
  if (!whole) return undefined
  if (whole.opens) await truncate(sealed.path, whole.sealedBytes)
  await using source = await FileSource.open(sealed.path)
  const bytes = await source.read(0, source.size)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const about = { sealedBytes: bytes.length, sha256 }
  if (!whole.opens) return { ...about, plain: Buffer.alloc(0) }
  const reader = await SealedReader.open({ ...sealed, source })
  return { ...about, plain: await reader.readAll() }
}

async function findWhole(
  sealed: Sealed,
): Promise<{ opens: boolean; sealedBytes: number } | undefined> {
  await using source = await FileSource.open(sealed.path)
  if (source.size <= HEADER_BYTES) return undefined
  try {
    const reader = await SealedReader.open({ ...sealed, source })
    if (reader.plainBytes === 0) return undefined
    const sealedBytes = await reader.findWhole()
    return { opens: sealedBytes > HEADER_BYTES, sealedBytes }
  } catch (error) {
    if (isRefused(error, 'recording-damaged')) return { opens: false, sealedBytes: 0 }
    throw error
  }
}

function isRefused(error: unknown, code: ErrorCode): boolean {
  return error instanceof VisavisError && error.code === code
}

async function describeMedia(plain: Buffer) {
  using input = new Input({ source: new BufferSource(plain), formats: ALL_FORMATS })
  const [track] = await input.getTracks()
  if (!track) return NOTHING
  const { packetCount } = await track.computePacketStats()
  const size = track.isVideoTrack() && { width: track.codedWidth, height: track.codedHeight }
  return {
    seconds: await track.computeDuration(),
    frames: packetCount,
    sizes: size ? [size] : [],
  }
}
