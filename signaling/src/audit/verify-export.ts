import type { RoomId } from '@visavis/protocol'
import { Compile } from 'typebox/compile'
import { type ChainRow, checkRow, genesisHash } from '../room-log/chain.ts'
import { ExportedEvent, ExportedRoom } from './audit-export.ts'
import type { AnchoredHead } from './checkpoint.ts'

const isRoom = Compile(ExportedRoom)
const isEvent = Compile(ExportedEvent)

export interface RoomVerdict {
  readonly room: RoomId
  readonly events: number
  /** `undefined` where everything holds. */
  readonly problem?: { readonly seq: number; readonly name: string }
  /** At how many places the room has what checkpoints say. */
  readonly anchors: number
}

export interface VerifyOptions {
  readonly lines: AsyncIterable<string>
  /** Heads that were signed outside the database. */
  readonly anchors: readonly AnchoredHead[]
}

/**
 * Recomputes the chains of an export and compares them with checkpoints. Needs neither the database nor its server. Rooms that
 * a checkpoint names and the export lacks are `room-missing`, where the export is of the whole tenant.
 */
export async function verifyExport({ lines, anchors }: VerifyOptions): Promise<RoomVerdict[]> {
  const checks: RoomCheck[] = []
  for await (const line of lines) {
    if (line === '') continue
    const value: unknown = parse(line)
    if (isRoom.Check(value)) checks.push(new RoomCheck(value, anchors))
    else demandLast(checks).take(value)
  }
  return [...checks.map((check) => check.finish()), ...missing(checks, anchors)]
}

function demandLast(checks: readonly RoomCheck[]): RoomCheck {
  const last = checks.at(-1)
  if (!last) throw new Error('The file is no audit export.')
  return last
}

/** Rooms that were there once, and of which nothing is left. */
function missing(checks: readonly RoomCheck[], anchors: readonly AnchoredHead[]): RoomVerdict[] {
  const heads = checks.map(({ head }) => head)
  const whole = new Set(heads.filter((head) => head.isWholeTenant).map(({ tenant }) => tenant))
  const known = new Set(heads.map(({ room }) => room))
  const lost = anchors.filter(({ tenant, room }) => whole.has(tenant) && !known.has(room))
  const problem = { seq: 1, name: 'room-missing' }
  return [...new Set(lost.map(({ room }) => room))].map((room) => {
    return { room, events: 0, anchors: 0, problem }
  })
}

/** One room's events, as they come. Only the first problem counts: everything after it follows from it. */
class RoomCheck {
  readonly head: ExportedRoom
  /** One hash at each place, unless a changed chain was signed, too. */
  readonly #anchors: ReadonlyMap<number, ReadonlySet<string>>
  #seq: number
  #hash: Buffer
  #matched = 0
  #problem: { readonly seq: number; readonly name: string } | undefined

  constructor(head: ExportedRoom, anchors: readonly AnchoredHead[]) {
    const { tenant, room, baseSeq, baseHash } = head
    const own = anchors.filter((anchor) => anchor.room === room && anchor.tenant === tenant)
    this.head = head
    this.#anchors = hashesBySeq(own)
    this.#seq = baseSeq
    this.#hash = Buffer.from(baseHash, 'hex')
    if (baseSeq === 0 && !this.#hash.equals(genesisHash(tenant, room))) this.#note('base-changed')
    this.#compare()
  }

  take(value: unknown): void {
    if (this.#problem) return
    if (!isEvent.Check(value)) {
      this.#note('event-unreadable')
      return
    }
    const row = chainRow(value)
    const wrong = checkRow(this.head.room, row, this.#seq + 1, this.#hash)
    if (wrong) {
      this.#note(wrong)
      return
    }
    this.#seq = row.seq
    this.#hash = row.hash
    this.#compare()
  }

  finish(): RoomVerdict {
    const { room, baseSeq, headSeq, headHash } = this.head
    const isAtHead = this.#seq === headSeq
    if (!isAtHead) this.#note(this.#seq < headSeq ? 'log-truncated' : 'beyond-head')
    else if (this.#hash.toString('hex') !== headHash) this.#note('head-changed')
    const newest = Math.max(0, ...this.#anchors.keys())
    if (newest > this.#seq) this.#note('shorter-than-checkpoint')
    const events = this.#seq - baseSeq
    const problem = this.#problem
    return { room, events, anchors: this.#matched, ...(problem && { problem }) }
  }

  /** A whole chain that was computed anew holds in itself, and only here is found out. */
  #compare(): void {
    const anchored = this.#anchors.get(this.#seq)
    if (!anchored) return
    const isSame = anchored.size === 1 && anchored.has(this.#hash.toString('hex'))
    if (isSame) this.#matched += 1
    else this.#note('differs-from-checkpoint', this.#seq)
  }

  #note(name: string, seq = this.#seq + 1): void {
    this.#problem ??= { seq, name }
  }
}

function hashesBySeq(anchors: readonly AnchoredHead[]): Map<number, Set<string>> {
  const hashes = new Map<number, Set<string>>()
  for (const { seq, hash } of anchors) hashes.set(seq, (hashes.get(seq) ?? new Set()).add(hash))
  return hashes
}

function chainRow({ bodyHash, prevHash, hash, ...event }: ExportedEvent): ChainRow {
  return {
    ...event,
    body_hash: Buffer.from(bodyHash, 'hex'),
    prev_hash: Buffer.from(prevHash, 'hex'),
    hash: Buffer.from(hash, 'hex'),
  }
}

/** What is no JSON is an unreadable event. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
