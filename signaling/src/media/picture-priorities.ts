import type { PictureSize, SubscriptionId, TrackState } from '@visavis/protocol'

export interface ShownPicture {
  readonly id: SubscriptionId
  readonly source: TrackState['source']
  readonly size: PictureSize
}

/** Of a media node's range. */
const HIGHEST = 255

/** Between one picture and the next: a node gives the higher one so many more layers before the lower one gets its second. */
const STEP = 10

/** Who is served first where bandwidth is short: what is shared, which is there to be read, then the largest picture. */
export function picturePriorities(
  pictures: readonly ShownPicture[],
): ReadonlyMap<SubscriptionId, number> {
  const ordered = [...pictures].sort(
    (a, b) => Number(b.source === 'screen') - Number(a.source === 'screen') || area(b) - area(a),
  )
  return new Map(ordered.map(({ id }, index) => [id, Math.max(1, HIGHEST - index * STEP)]))
}

function area({ size }: ShownPicture): number {
  return size.width * size.height
}
