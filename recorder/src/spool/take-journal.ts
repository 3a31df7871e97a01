import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RecordedTrack, RecordingManifest } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { isMissing } from '../is-missing.ts'
import { writeAtomically } from '../write-atomically.ts'

/** A part that is being written: what is needed to end it after its recorder has died. */
const OpenPart = Type.Object({
  file: Type.String(),
  track: RecordedTrack.properties.track,
  format: Type.Union([Type.Literal('webm'), Type.Literal('mkv')]),
  codec: Type.String(),
  startsAt: Type.Integer(),
})
export type OpenPart = Type.Static<typeof OpenPart>

/** What a take is, on the disk beside its parts. */
const TakeJournal = Type.Object({
  manifest: RecordingManifest,
  open: Type.Array(OpenPart),
  /** Files that the store has. */
  stored: Type.Array(Type.String()),
})
export type TakeJournal = Type.Static<typeof TakeJournal>

const FILE = 'take.json'
const check = Compile(TakeJournal)

/** `undefined` where a recorder died before it wrote the first. */
export async function readJournal(folder: string): Promise<TakeJournal | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  if (text === undefined) return undefined
  const journal: unknown = JSON.parse(text)
  if (!check.Check(journal)) throw new Error(`${folder} has no readable journal`)
  return journal
}

export function writeJournal(folder: string, journal: TakeJournal): Promise<void> {
  return writeAtomically(join(folder, FILE), JSON.stringify(journal))
}
