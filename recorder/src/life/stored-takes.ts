import {
  type PersonId,
  type RecordingId,
  RecordingManifest,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import { Compile } from 'typebox/compile'
import { MANIFEST } from '../store/manifest-name.ts'
import { readJson } from '../store/read-json.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import type { DeletionReceipt } from './life-record.ts'

export interface Place {
  readonly tenant: TenantId
  readonly recording: RecordingId
}

/** One whose manifest cannot be read. */
export interface DamagedTake {
  /** Of its manifest in the store. */
  readonly name: string
  /** Unix milliseconds. */
  readonly modifiedAt: number
}

/** What the store has of a recording. */
export interface StoredTakes {
  readonly manifests: RecordingManifest[]
  readonly damaged: readonly DamagedTake[]
}

const check = Compile(RecordingManifest)

/** None where there is no such recording. */
export async function readTakes(
  store: RecordingStore,
  { tenant, recording }: Place,
): Promise<StoredTakes> {
  const names = (await store.list(`${tenant}/${recording}`)).filter(isManifest)
  const takes = await Promise.all(names.map((name) => readTake(store, name)))
  return {
    manifests: takes.flatMap((take) => ('take' in take ? [take] : [])),
    damaged: takes.flatMap((take) => ('take' in take ? [] : [take])),
  }
}

export function isManifest(name: string): boolean {
  return name.endsWith(`/${MANIFEST}`)
}

async function readTake(
  store: RecordingStore,
  name: string,
): Promise<RecordingManifest | DamagedTake> {
  await using object = await store.open(name)
  const manifest = await readJson(object)
  return check.Check(manifest) ? manifest : { name, modifiedAt: object.modifiedAt }
}

/** Of one whose recorder has said nothing of its end: when its last part ended. */
export function endOf({ endedAt, startedAt, parts }: RecordingManifest): number {
  return endedAt ?? Math.max(startedAt, ...parts.map(({ endsAt }) => endsAt))
}

export function isIn({ tracks }: RecordingManifest, person: PersonId): boolean {
  return tracks.some((track) => track.person === person)
}

/** Throws `keys-unavailable` where it was sealed with keys of another region. */
export function demandRegion(manifests: readonly RecordingManifest[], region: string): void {
  const other = manifests.find((manifest) => manifest.region !== region)
  if (other) throw new VisavisError('keys-unavailable', { detail: `They are of ${other.region}.` })
}

/** Files of a person. */
export function partsOf(manifest: RecordingManifest, person: PersonId): DeletionReceipt['files'] {
  const tracks = new Set(
    manifest.tracks.filter((one) => one.person === person).map(({ track }) => track),
  )
  return manifest.parts
    .filter(({ track }) => tracks.has(track))
    .map(({ file, sha256 }) => ({ name: nameOf(manifest, file), sha256 }))
}

export function nameOf({ tenant, recording, take }: RecordingManifest, file: string): string {
  return `${tenant}/${recording}/${take}/${file}`
}
