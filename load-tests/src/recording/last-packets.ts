import { TRACK_ENDED } from '@visavis/recorder'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { progress } from '../report/index.ts'

const WARNING = 40

const Line = Compile(Type.Object({ level: Type.Unknown(), msg: Type.String() }))
const Ended = Compile(
  Type.Object({
    msg: Type.Literal(TRACK_ENDED),
    track: Type.String(),
    lastPacketAt: Type.Optional(Type.Integer()),
  }),
)

/** When the last packet of each track reached a recorder, as its log tells. */
export class LastPackets {
  readonly #ended: { readonly track: string; readonly at: number }[] = []

  read(line: string): void {
    const entry = parsed(line)
    if (Ended.Check(entry)) {
      if (entry.lastPacketAt !== undefined) {
        this.#ended.push({ track: entry.track, at: entry.lastPacketAt })
      }
    } else if (!Line.Check(entry) || isWarning(entry.level)) progress(line)
  }

  /** By how much each was later than the event that ended its track: zero where it was before. */
  after(endings: ReadonlyMap<string, readonly number[]>): number[] {
    return this.#ended.flatMap(({ track, at }) => {
      const distances = (endings.get(track) ?? []).map((end) => at - end)
      const [nearest] = distances.sort((one, other) => Math.abs(one) - Math.abs(other))
      return nearest === undefined ? [] : [Math.max(0, nearest)]
    })
  }
}

function isWarning(level: unknown): boolean {
  return typeof level === 'number' ? level >= WARNING : level !== 'info' && level !== 'debug'
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}
