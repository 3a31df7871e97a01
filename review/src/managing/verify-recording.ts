import { createHash } from 'node:crypto'
import {
  type PersonId,
  type RecordedPart,
  type RecordingId,
  type RecordingManifest,
  type TenantId,
  type VerificationStep,
  VisavisError,
} from '@visavis/protocol'
import { type Damage, SealedReader } from '@visavis/recorder'
import type { ReviewDeps } from '../ports.ts'
import { readFiles } from '../story/recording-files.ts'

interface Place {
  readonly tenant: TenantId
  readonly recording: RecordingId
}

interface KeptFile {
  readonly manifest: RecordingManifest
  readonly part: RecordedPart
  readonly person: PersonId
}

const READ_BYTES = 1024 * 1024

/** The chains of the room's log and of the audit, and every file: its checksum, and that each segment opens. */
export async function* verifyRecording(
  deps: ReviewDeps,
  place: Place,
): AsyncGenerator<VerificationStep> {
  const { tenant, recording } = place
  const room = await deps.records.roomOf(tenant, recording)
  if (!room) throw new VisavisError('not-found')
  const { manifests, erased, damaged } = await readFiles(deps.life(), place)
  const files = keptFiles(manifests, erased)
  const total = damaged.length + files.length + 2
  let done = 0
  const step = (what: VerificationStep['what'], name: string, problem: string | null) => {
    done += 1
    return { what, name, isRight: problem === null, problem, done, total }
  }
  yield step('log', room, await chainProblem(deps, tenant, room))
  const audit = deps.records.audit.logOf(tenant, recording)
  yield step('audit', audit, await chainProblem(deps, tenant, audit))
  for (const name of damaged) {
    yield step('file', name.replace(`${tenant}/${recording}/`, ''), 'recording-damaged')
  }
  for (const file of files) yield step('file', file.part.file, await fileProblem(deps, place, file))
}

async function chainProblem(
  { records }: ReviewDeps,
  tenant: TenantId,
  room: Parameters<ReviewDeps['records']['verify']>[1],
): Promise<string | null> {
  const { problem } = await records.verify(tenant, room)
  return problem ? `${problem.name} ${problem.seq}` : null
}

/** What was erased has a receipt and is not looked for. */
function keptFiles(
  manifests: readonly RecordingManifest[],
  erased: ReadonlySet<PersonId>,
): KeptFile[] {
  return manifests.flatMap((manifest) => {
    const people = new Map(manifest.tracks.map(({ track, person }) => [track, person]))
    return manifest.parts.flatMap((part) => {
      const person = people.get(part.track)
      return person && !erased.has(person) ? [{ manifest, part, person }] : []
    })
  })
}

async function fileProblem(
  { store, keys }: ReviewDeps,
  { tenant, recording }: Place,
  { manifest, part, person }: KeptFile,
): Promise<string | null> {
  const name = `${tenant}/${recording}/${manifest.take}/${part.file}`
  try {
    await using source = await store.open(name)
    const hash = createHash('sha256')
    for (let at = 0; at < source.size; at += READ_BYTES) {
      hash.update(await source.read(at, Math.min(READ_BYTES, source.size - at)))
    }
    const isSame = hash.digest('hex') === part.sha256
    const dataKey = await keys.open({ tenant, recording, person })
    const reader = await SealedReader.open({ source, dataKey, name })
    const damages: Damage[] = []
    for await (const _ of reader.read(0, reader.plainBytes, (one) => damages.push(one)));
    if (damages.length > 0) return 'recording-damaged'
    return isSame ? null : 'checksum-differs'
  } catch (error) {
    if (error instanceof VisavisError) return error.code
    throw error
  }
}
