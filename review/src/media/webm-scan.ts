// A part whose recorder died has neither a length nor an index, those of a damaged one are not true of what is left of it, and
// clusters have no size. This finds them, and with them what is damaged, and the frames to measure loudness by.

const IDS = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
} as const
/** Elements between those above that may be passed over. */
const OTHERS: ReadonlySet<number> = new Set([
  0x114d9b74, 0x1549a966, 0x1c53bb6b, 0x1254c367, 0xec, 0xbf, 0xa7, 0xab,
])
/** The index after the last cluster is not its. */
const IN_CLUSTERS: ReadonlySet<number> = new Set([IDS.timestamp, IDS.simpleBlock, 0xa7, 0xab])
const CLUSTER_ID = Buffer.from('1f43b675', 'hex')
/** A cluster's id, its size, and the id of its time. */
const CLUSTER_START_BYTES = 13
/** More than any frame: what says so is no element. */
const MAX_ELEMENT_BYTES = 16 * 1024 * 1024

export interface Cluster {
  /** Where its content begins in the part. */
  readonly at: number
  /** After its last whole frame. */
  end: number
  timeMs: number
  startsWithKey: boolean | undefined
}

export interface Frame {
  readonly atMs: number
  readonly isKey: boolean
  readonly data: Buffer
}

export interface MediaDamage {
  readonly fromMs: number
  readonly toMs: number
}

interface Element {
  readonly id: number
  readonly headerBytes: number
  /** `undefined` for one without. */
  readonly size: number | undefined
}

/** Reads the plain bytes of a part once, in order. */
export class WebmScan {
  readonly clusters: Cluster[] = []
  readonly damages: MediaDamage[] = []
  ebml: Buffer | undefined
  tracks: Buffer | undefined
  /** When the last frame begins. */
  lastMs = 0
  #frameMs = 20
  #pending: Buffer = Buffer.alloc(0)
  #at = 0
  #lostAtMs: number | undefined
  readonly #onFrame: ((frame: Frame) => void) | undefined

  constructor(onFrame?: (frame: Frame) => void) {
    this.#onFrame = onFrame
  }

  /** When the last frame is over. */
  get durationMs(): number {
    return this.clusters.length === 0 ? 0 : this.lastMs + this.#frameMs
  }

  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    while (this.#step()) {}
  }

  /** What comes next begins at `at`; what was before it is lost. */
  lose(at: number): void {
    this.#pending = Buffer.alloc(0)
    this.#at = at
    this.#lostAtMs ??= this.durationMs
  }

  end(): void {
    this.#noteDamage(this.durationMs)
  }

  #step(): boolean {
    if (this.#lostAtMs !== undefined && !this.#findCluster()) return false
    const element = readElement(this.#pending)
    if (element === 'short') return false
    if (element === 'wrong' || !isKnown(element)) {
      this.#lostAtMs ??= this.durationMs
      this.#take(1)
      return true
    }
    return this.#enter(element) || this.#whole(element)
  }

  /** Elements whose content follows as elements. */
  #enter({ id, headerBytes }: Element): boolean {
    if (id !== IDS.segment && id !== IDS.cluster) return false
    if (id === IDS.cluster) {
      const at = this.#at + headerBytes
      this.clusters.push({ at, end: at, timeMs: 0, startsWithKey: undefined })
    }
    this.#take(headerBytes)
    return true
  }

  #whole({ id, headerBytes, size = 0 }: Element): boolean {
    const bytes = headerBytes + size
    if (this.#pending.length < bytes) return false
    const element = this.#pending.subarray(0, bytes)
    const content = element.subarray(headerBytes)
    this.#take(bytes)
    const cluster = this.clusters.at(-1)
    if (id === IDS.ebml) this.ebml = Buffer.from(element)
    if (id === IDS.tracks) this.tracks = Buffer.from(element)
    if (id === IDS.timestamp && cluster) cluster.timeMs = readUint(content)
    if (id === IDS.simpleBlock && cluster) this.#block(cluster, content)
    if (cluster && IN_CLUSTERS.has(id)) cluster.end = this.#at
    return true
  }

  #block(cluster: Cluster, content: Buffer): void {
    const atMs = cluster.timeMs + content.readInt16BE(1)
    const isKey = (content.readUInt8(3) & 0x80) !== 0
    cluster.startsWithKey ??= isKey
    this.#noteDamage(atMs)
    if (atMs > this.lastMs) this.#frameMs = Math.min(1_000, atMs - this.lastMs)
    this.lastMs = Math.max(this.lastMs, atMs)
    this.#onFrame?.({ atMs, isKey, data: content.subarray(4) })
  }

  #noteDamage(toMs: number): void {
    if (this.#lostAtMs === undefined) return
    this.damages.push({ fromMs: this.#lostAtMs, toMs: Math.max(toMs, this.#lostAtMs) })
    this.#lostAtMs = undefined
  }

  /** Whether the next cluster begins here. */
  #findCluster(): boolean {
    if (this.#isInCluster()) return true
    for (;;) {
      const found = this.#pending.indexOf(CLUSTER_ID)
      if (found === -1) {
        this.#take(Math.max(0, this.#pending.length - CLUSTER_ID.length + 1))
        return false
      }
      this.#take(found)
      if (this.#pending.length < CLUSTER_START_BYTES) return false
      if (isClusterStart(this.#pending)) return true
      this.#take(1)
    }
  }

  /** A cluster was found after the loss, and its first frame has not come yet. */
  #isInCluster(): boolean {
    const cluster = this.clusters.at(-1)
    return cluster !== undefined && cluster.startsWithKey === undefined && cluster.end === this.#at
  }

  #take(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes)
    this.#at += bytes
  }
}

function isKnown({ id, size }: Element): boolean {
  const isContainer = id === IDS.segment || id === IDS.cluster
  const isOurs = Object.values<number>(IDS).includes(id) || OTHERS.has(id)
  return isOurs && (isContainer || (size !== undefined && size <= MAX_ELEMENT_BYTES))
}

function isClusterStart(bytes: Buffer): boolean {
  const element = readElement(bytes)
  if (element === 'short' || element === 'wrong') return false
  return bytes[element.headerBytes] === IDS.timestamp
}

function readElement(bytes: Buffer): Element | 'short' | 'wrong' {
  const idBytes = lengthOf(bytes[0])
  if (idBytes === undefined) return bytes.length === 0 ? 'short' : 'wrong'
  if (idBytes > 4) return 'wrong'
  const sizeBytes = lengthOf(bytes[idBytes])
  if (sizeBytes === undefined) return bytes.length <= idBytes ? 'short' : 'wrong'
  const headerBytes = idBytes + sizeBytes
  if (bytes.length < headerBytes) return 'short'
  const id = bytes.readUIntBE(0, idBytes)
  return { id, headerBytes, size: readSize(bytes.subarray(idBytes, headerBytes)) }
}

/** Of a number whose first byte says how many it has. */
function lengthOf(first: number | undefined): number | undefined {
  return first === undefined || first === 0 ? undefined : Math.clz32(first) - 23
}

function readSize(bytes: Buffer): number | undefined {
  const [first = 0, ...rest] = bytes
  const head = first & (0xff >> bytes.length)
  const isUnknown = head === 0xff >> bytes.length && rest.every((byte) => byte === 0xff)
  return isUnknown ? undefined : rest.reduce((value, byte) => value * 256 + byte, head)
}

function readUint(bytes: Buffer): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}
