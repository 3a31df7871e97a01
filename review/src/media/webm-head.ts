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
/** An id of four bytes and a size of eight. */
const CLUSTER_HEADER_BYTES = 12
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
  const segment = Buffer.concat([idOf(SEGMENT), sizeOf(content)])
  const head = Buffer.concat([ebml, segment, info, tracks, cues])
  return { head, stretches: stretchesOf(clusters, head.length), size: head.length + bytes }
}

function stretchesOf(clusters: readonly Cluster[], start: number): Stretch[] {
  let next = start
  return clusters.map((cluster) => {
    const { at: from, end: to } = cluster
    const at = next
    next += lengthOf(cluster)
    return { at, header: Buffer.concat([idOf(CLUSTER), sizeOf(to - from)]), from, to }
  })
}

function lengthOf({ at, end }: Cluster): number {
  return CLUSTER_HEADER_BYTES + end - at
}

function infoOf(durationMs: number): Buffer {
  const duration = Buffer.alloc(8)
  duration.writeDoubleBE(durationMs)
  return element(INFO, [
    element(TIMESTAMP_SCALE, [uint(NANOSECONDS_PER_MS)]),
    element(DURATION, [duration]),
    element(MUXING_APP, [Buffer.from('visavis')]),
    element(WRITING_APP, [Buffer.from('visavis')]),
  ])
}

/** Positions count from the segment's first element. Of the same length whatever they are. */
function cuesOf(clusters: readonly Cluster[], start: number): Buffer {
  let position = start
  const points = clusters.flatMap((cluster) => {
    const { timeMs, startsWithKey } = cluster
    const here = position
    position += lengthOf(cluster)
    if (!startsWithKey) return []
    const where = [element(CUE_TRACK, [uint(TRACK)]), element(CUE_CLUSTER_POSITION, [uint(here)])]
    return [
      element(CUE_POINT, [element(CUE_TIME, [uint(timeMs)]), element(CUE_TRACK_POSITIONS, where)]),
    ]
  })
  return element(CUES, points)
}

function element(id: number, content: readonly Buffer[]): Buffer {
  const bytes = content.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([idOf(id), sizeOf(bytes), ...content])
}

function idOf(id: number): Buffer {
  const hex = id.toString(16)
  return Buffer.from(hex, 'hex')
}

/** Always of eight bytes. */
function sizeOf(bytes: number): Buffer {
  const size = uint(bytes)
  size[0] = 1
  return size
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(Math.round(value)))
  return bytes
}
