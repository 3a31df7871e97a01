import { SfuBatch } from '@visavis/protocol'
import type { Static } from 'typebox'
import { Compile } from 'typebox/compile'

export type Batch = Static<typeof SfuBatch>

const check = Compile(SfuBatch)

/** A frame as a batch; `undefined` when it is anything else. */
export function readBatch(text: string): Batch | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return check.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}
