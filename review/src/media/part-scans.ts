import type { Damage, SealedReader } from '@visavis/recorder'
import { PEAKS_PER_SECOND, VoicePeaks } from './voice-peaks.ts'
import { layOut, type WebmLayout } from './webm-head.ts'
import { type MediaDamage, WebmScan } from './webm-scan.ts'

/** Of parts that were looked at last. One is about 100 KB. */
const KEPT = 200

export interface PartScan {
  /** `undefined` where nothing of it plays. */
  readonly layout: WebmLayout | undefined
  readonly durationMs: number
  readonly damages: readonly MediaDamage[]
  /** Of sound alone. */
  readonly peaks: readonly number[] | null
  readonly peaksPerSecond: number
}

/** What is in parts, found by reading each of them once. */
export class PartScans {
  readonly #scans = new Map<string, Promise<PartScan>>()

  of(name: string, isSound: boolean, reader: SealedReader): Promise<PartScan> {
    const known = this.#scans.get(name)
    const scan = known ?? scanPart(reader, isSound)
    this.#scans.delete(name)
    this.#scans.set(name, scan)
    if (known) return known
    scan.catch(() => this.#scans.delete(name))
    const [oldest] = this.#scans.keys()
    if (this.#scans.size > KEPT && oldest) this.#scans.delete(oldest)
    return scan
  }
}

async function scanPart(reader: SealedReader, isSound: boolean): Promise<PartScan> {
  using voice = isSound ? await VoicePeaks.open() : undefined
  const scan = new WebmScan(voice && (({ atMs, data }) => voice.add(atMs, data)))
  let lost: Damage | undefined
  const note = (damage: Damage) => {
    lost = damage
  }
  for await (const bytes of reader.read(0, reader.plainBytes, note)) {
    if (lost) scan.lose(lost.plainTo)
    else scan.push(bytes)
    lost = undefined
    await voice?.settle()
  }
  scan.end()
  const { durationMs, damages } = scan
  const peaks = voice?.peaks ?? null
  return { layout: layOut(scan), durationMs, damages, peaks, peaksPerSecond: PEAKS_PER_SECOND }
}
