import { hkdfSync } from 'node:crypto'
import { type PersonId, VisavisError } from '@visavis/protocol'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RecordingPlace } from './composite.ts'

const KEY_BYTES = 32

/**
 * A key that takes the keys of everybody who is in a composite: when one of them is destroyed it cannot be made again,
 * wherever the file was copied to. Throws `recording-erased`.
 */
export async function compositeKey(
  keys: KeyRing,
  { tenant, recording }: RecordingPlace,
  people: readonly PersonId[],
): Promise<Buffer> {
  if (people.length === 0) throw new VisavisError('not-found')
  const all: Buffer[] = []
  for (const person of people.toSorted()) all.push(await keys.open({ tenant, recording, person }))
  const info = `visavis/v1/composite\n${tenant}/${recording}`
  return Buffer.from(hkdfSync('sha256', Buffer.concat(all), Buffer.alloc(0), info, KEY_BYTES))
}
