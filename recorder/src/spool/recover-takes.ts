import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { PersonId, RecordedPart } from '@visavis/protocol'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RecorderLogger } from '../recorder-logger.ts'
import { FileSource } from '../seal/file-source.ts'
import { SealedReader } from '../seal/sealed-reader.ts'
import { adopt, isOrphan, Ownership } from './ownership.ts'
import { Take, type TakeEvents } from './take.ts'
import { type OpenPart, readJournal, type TakeJournal } from './take-journal.ts'

export interface RecoverOptions {
  readonly spool: string
  readonly keys: KeyRing
  readonly logger: RecorderLogger
  readonly events: TakeEvents
}

/** Ends the takes of recorders that died, with all that reached the disk, and hands them on to be stored. */
export async function recoverTakes(options: RecoverOptions): Promise<Take[]> {
  const { spool, logger } = options
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const takes: Take[] = []
  for (const name of await readdir(spool)) {
    const folder = join(spool, name)
    if (!(await isOrphan(folder))) continue
    const mine = join(spool, `${name.split('~')[0]}~${randomBytes(6).toString('hex')}`)
    if (!(await adopt(folder, mine))) continue
    try {
      const take = await recoverTake(mine, options)
      if (take) takes.push(take)
    } catch (err) {
      logger.error({ err, take: name }, 'a take could not be recovered, and stays on the disk')
    }
  }
  return takes
}

async function recoverTake(folder: string, options: RecoverOptions): Promise<Take | undefined> {
  const { keys, logger, events } = options
  const ownership = await Ownership.take(folder)
  const journal = await readJournal(folder)
  if (!journal) {
    ownership.release()
    await rm(folder, { recursive: true, force: true })
    return undefined
  }
  const { recording, take: name } = journal.manifest
  const take = new Take(folder, journal, ownership, events)
  for (const open of journal.open) {
    const part = await recoverPart(folder, take.nameOf(open.file), open, journal, keys).catch(
      (err) => {
        logger.error({ err, recording, file: open.file }, 'a part could not be recovered')
        return undefined
      },
    )
    if (part) take.end(part)
    else take.drop(open.file)
  }
  const last = Math.max(
    journal.manifest.startedAt,
    ...take.manifest.parts.map((part) => part.endsAt),
  )
  if (take.manifest.endedAt === null) take.finish(last)
  logger.info({ recording, take: name, parts: take.manifest.parts.length }, 'recovered')
  return take
}

/** What is whole of a part. `undefined` where nothing is. */
async function recoverPart(
  folder: string,
  name: string,
  { file, track, format, codec, startsAt }: OpenPart,
  { manifest }: TakeJournal,
  keys: KeyRing,
): Promise<RecordedPart | undefined> {
  const path = join(folder, file)
  const person = personOf(manifest.tracks, track)
  if (!person) return undefined
  const dataKey = await keys.open({ ...manifest, person })
  const found = await wholeOf({ path, name, dataKey })
  if (found.plain.length === 0) return undefined
  await truncate(path, found.wholeBytes)
  const { seconds, frames, sizes } = await describeMedia(found.plain)
  return {
    ...{ file, track, format, codec, startsAt, endedBy: 'recorder-lost', frames },
    endsAt: Math.round(startsAt + 1_000 * seconds),
    sizes: sizes.map((size) => ({ at: startsAt, ...size })),
    plainBytes: found.plain.length,
    sealedBytes: found.wholeBytes,
    sha256: found.sha256,
    isComplete: false,
  }
}

function personOf(
  tracks: TakeJournal['manifest']['tracks'],
  track: OpenPart['track'],
): PersonId | undefined {
  return tracks.find((known) => known.track === track)?.person
}

async function wholeOf({ path, name, dataKey }: { path: string; name: string; dataKey: Buffer }) {
  await using source = await FileSource.open(path)
  const reader = await SealedReader.open({ source, dataKey, name })
  const { wholeBytes } = reader
  const sealed = await source.read(0, wholeBytes)
  const sha256 = createHash('sha256').update(sealed).digest('hex')
  return { plain: await reader.readAll(), wholeBytes, sha256 }
}

async function describeMedia(plain: Buffer) {
  using input = new Input({ source: new BufferSource(plain), formats: ALL_FORMATS })
  const [track] = await input.getTracks()
  if (!track) return { seconds: 0, frames: 0, sizes: [] }
  const { packetCount } = await track.computePacketStats()
  const size = track.isVideoTrack() && { width: track.codedWidth, height: track.codedHeight }
  return {
    seconds: await track.computeDuration(),
    frames: packetCount,
    sizes: size ? [size] : [],
  }
}
