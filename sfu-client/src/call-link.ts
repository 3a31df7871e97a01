import type { SfuCall, SfuLink, SfuParams, SfuResult } from '@visavis/protocol'
import { MediaBatch } from './media-batch.ts'

/** One call by itself. Rejects with the error that it was answered with. */
export async function callLink<C extends SfuCall>(
  link: SfuLink,
  method: C,
  params: SfuParams<C>,
): Promise<SfuResult<C>> {
  const batch = new MediaBatch(link)
  const result = batch.add(method, params)
  await batch.send()
  return result
}
