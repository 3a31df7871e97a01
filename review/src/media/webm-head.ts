import { element, float, idBytes, text, uint, wideSize } from '@visavis/recorder'
import type { Cluster, WebmScan } from './webm-scan.ts'

/** One cluster in what is played: a header of its own, since those of the part have no size, then bytes of the part. */
export interface Stretch {
  /** In what is played. */
  readonly at: number
  readonly header: Buffer
  /** In the part. */
  readonly from: number
  readonly to: number
}

export interface WebmLayout {
  readonly head: Buffer
  readonly stretches: readonly Stretch[]
  readonly size: number
}

const INFO = 0x1549a966
const TIMESTAMP_SCALE = 0x2ad7b1
const DURATION = 0x4489
const MUXING_APP = 0x4d80
const WRITING_APP = 0x5741
const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675
const SIZE_BYTES = 8
const CLUSTER_HEADER_BYTES = 4 + SIZE_BYTES
const CUES = 0x1c53bb6b
const CUE_POINT = 0xbb
const CUE_TIME = 0xb3
const CUE_TRACK_POSITIONS = 0xb7
const CUE_TRACK = 0xf7
const CUE_CLUSTER_POSITION = 0xf1
/** Everything in a part is of its one track. */
const TRACK = 1
const NANOSECONDS_PER_MS = 1_000_000

/**
 * A file as players like it, made of a new head, with a length and an index, and the part's own clusters. Those that are
 * damaged are left out.
 */
export function layOut(scan: WebmScan): WebmLayout | undefined {
  const { ebml, tracks, durationMs } = scan
  const clusters = scan.clusters.filter(({ startsWithKey }) => startsWithKey !== undefined)
  if (!ebml || !tracks || clusters.length === 0) return undefined
  const info = infoOf(durationMs)
  const bytes = clusters.reduce((sum, cluster) => sum + lengthOf(cluster), 0)
  const before = info.length + tracks.length
  const cueBytes = cuesOf(clusters, 0).length
  const cues = cuesOf(clusters, before + cueBytes)
  const content = before + cueBytes + bytes
  const segment = Buffer.concat([idBytes(SEGMENT), wideSize(content, SIZE_BYTES)])
  const head = Buffer.concat([ebml, segment, info, tracks, cues])
  return { head, stretches: stretchesOf(clusters, head.length), size: head.length + bytes }
}

function stretchesOf(clusters: readonly Cluster[], start: number): Stretch[] {
  let next = start
  return clusters.map((cluster) => {
    const { at: from, end: to } = cluster
    const at = next
    next += lengthOf(cluster)
    const header = Buffer.concat([idBytes(CLUSTER), wideSize(to - from, SIZE_BYTES)])
    return { at, header, from, to }
  })
}

function lengthOf({ at, end }: Cluster): number {
  return CLUSTER_HEADER_BYTES + end - at
}

function infoOf(durationMs: number): Buffer {
  return element(
    INFO,
    uint(TIMESTAMP_SCALE, NANOSECONDS_PER_MS),
    float(DURATION, durationMs),
    text(MUXING_APP, 'Visavis'),
    text(WRITING_APP, 'Visavis'),
  )
}

/** Positions count from the segment's first element. Of the same length whatever they are. */
function cuesOf(clusters: readonly Cluster[], start: number): Buffer {
  let position = start
  const points = clusters.flatMap((cluster) => {
    const { timeMs, startsWithKey } = cluster
    const here = position
    position += lengthOf(cluster)
    if (!startsWithKey) return []
    const where = [uint(CUE_TRACK, TRACK), uint(CUE_CLUSTER_POSITION, here)]
    return [element(CUE_POINT, uint(CUE_TIME, timeMs), element(CUE_TRACK_POSITIONS, ...where))]
  })
  return element(CUES, ...points)
}
