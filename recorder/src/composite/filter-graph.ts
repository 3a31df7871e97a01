import type { PersonId } from '@visavis/protocol'
import type { GapLook, Lane, PlacedPart, Stretch, Timeline } from './timeline.ts'

const FPS = 30
const SAMPLES = 48_000
const WIDTH = 1_280
const HEIGHT = 720
/** More would be too small to see. Everybody is heard. */
const MAX_CELLS = 9
const BACKGROUND = '0x14161a'
const NAME_BYTES = 60

export interface FilterGraph {
  /** For `-filter_complex_script`; gives `[picture]` and `[sound]`. */
  readonly script: string
  /** What it reads, in the order of ffmpeg's inputs. */
  readonly inputs: readonly PlacedPart[]
}

interface Cell {
  readonly width: number
  readonly height: number
}

/** Pictures beside each other, voices mixed, every gap in its place. */
export function filterGraph(
  { lanes, lengthMs }: Timeline,
  names: ReadonlyMap<PersonId, string> = new Map(),
): FilterGraph {
  const inputs: PlacedPart[] = []
  const lines: string[] = []
  const indexOf = (part: PlacedPart) => inputs.push(part) - 1
  const pictures = mostShown(lanes.filter(({ kind }) => kind === 'picture'))
  const columns = Math.ceil(Math.sqrt(pictures.length))
  const rows = Math.ceil(pictures.length / columns)
  const cell = { width: even(WIDTH / columns), height: even(HEIGHT / rows) }
  pictures.forEach((lane, at) => {
    lines.push(...pictureLines({ lane, at, cell, indexOf }), nameLine(at, names.get(lane.person)))
  })
  lines.push(gridLine(pictures.length, columns, cell))
  const voices = lanes.filter(({ kind }) => kind === 'voice')
  voices.forEach((lane, at) => {
    lines.push(...voiceLines(lane, at, indexOf))
  })
  lines.push(mixLine(voices.length, lengthMs))
  return { script: lines.join(';\n'), inputs }
}

function mostShown(pictures: readonly Lane[]): Lane[] {
  const shownMs = ({ stretches }: Lane) =>
    stretches.reduce((ms, { kind, from, to }) => (kind === 'part' ? ms + to - from : ms), 0)
  const kept = new Set(pictures.toSorted((a, b) => shownMs(b) - shownMs(a)).slice(0, MAX_CELLS))
  return pictures.filter((lane) => kept.has(lane))
}

function pictureLines(options: {
  lane: Lane
  at: number
  cell: Cell
  indexOf: (part: PlacedPart) => number
}): string[] {
  const { lane, at, cell, indexOf } = options
  const { width, height } = cell
  const parts = cut(lane.stretches, FPS)
  const names = parts.map((_, index) => `[p${at}x${index}]`)
  const lines = parts.map(({ stretch, units }, index) => {
    const end = `trim=end_frame=${units},setpts=N/(${FPS}*TB),setsar=1,format=yuv420p${names[index]}`
    if (stretch.kind === 'gap') {
      const size = `color=c=${BACKGROUND}:s=${width}x${height}:r=${FPS}`
      return `${[size, ...marks(stretch.look, cell)].join(',')},${end}`
    }
    const scaled = `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=bilinear`
    const padded = `pad=${width}:${height}:-1:-1:color=${BACKGROUND}:eval=frame`
    const timed = `trim=start=${stretch.skipMs / 1_000},setpts=PTS-STARTPTS,fps=${FPS}`
    const input = `[${indexOf(stretch.part)}:v:0]`
    return `${input}${scaled},${padded},${timed},tpad=stop=-1:stop_mode=clone,${end}`
  })
  return [...lines, `${names.join('')}concat=n=${names.length}:v=1:a=0[lane${at}]`]
}

/** Drawn without a font: two bars for a pause, a red frame for a loss. */
function marks(look: GapLook, { width, height }: Cell): string[] {
  const bar = Math.round(height / 36)
  const tall = Math.round(height / 6)
  const box = (x: number) =>
    `drawbox=x=${x}:y=${(height - tall) >> 1}:w=${bar}:h=${tall}:color=0x8d949e:t=fill`
  const middle = width >> 1
  switch (look) {
    case 'paused':
      return [box(middle - 2 * bar), box(middle + bar)]
    case 'lost':
      return ['drawbox=x=0:y=0:w=iw:h=ih:color=0xb3261e:t=6']
    case 'absent':
      return []
  }
}

function nameLine(at: number, name: string | undefined): string {
  if (!name) return `[lane${at}]null[cell${at}]`
  const text = quoted(Buffer.from(name).subarray(0, NAME_BYTES).toString('utf8'))
  const look = 'fontsize=22:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=8'
  return `[lane${at}]drawtext=expansion=none:font=${fontFor(name)}:${look}:x=16:y=h-th-20:text=${text}[cell${at}]`
}

/** Fonts of Debian that have the letters; another stands in for one that is not there. */
function fontFor(name: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)) return 'Noto Sans CJK JP'
  return /\p{Script=Han}/u.test(name) ? 'Noto Sans CJK SC' : 'DejaVu Sans'
}

/** Through both of ffmpeg's parsers: the graph's, and the filter's options. */
function quoted(text: string): string {
  const printable = text.replaceAll(/\p{Cc}|\uFFFD/gu, ' ')
  const option = printable.replaceAll(/[\\':]/g, (mark) => `\\${mark}`)
  return option.replaceAll(/[\\'[\],;]/g, (mark) => `\\${mark}`)
}

function gridLine(count: number, columns: number, { width, height }: Cell): string {
  if (count === 1) return '[cell0]null[picture]'
  const cells = Array.from({ length: count }, (_, at) => at)
  const layout = cells.map((at) => `${(at % columns) * width}_${Math.floor(at / columns) * height}`)
  const names = cells.map((at) => `[cell${at}]`).join('')
  return `${names}xstack=inputs=${count}:layout=${layout.join('|')}:fill=${BACKGROUND}[picture]`
}

function voiceLines(lane: Lane, at: number, indexOf: (part: PlacedPart) => number): string[] {
  const parts = cut(lane.stretches, SAMPLES)
  const names = parts.map((_, index) => `[v${at}x${index}]`)
  const lines = parts.map(({ stretch, units }, index) => {
    const end = `atrim=end_sample=${units},asetpts=N/SR/TB${names[index]}`
    if (stretch.kind === 'gap') return `anullsrc=r=${SAMPLES}:cl=stereo,aformat=fltp,${end}`
    // What was not sent, as silence is not, stays as long as it was.
    const timed = `aresample=${SAMPLES}:async=1000:first_pts=0,aformat=fltp:${SAMPLES}:stereo`
    const skipped = `atrim=start=${stretch.skipMs / 1_000},asetpts=PTS-STARTPTS`
    return `[${indexOf(stretch.part)}:a:0]${timed},${skipped},apad,${end}`
  })
  return [...lines, `${names.join('')}concat=n=${names.length}:v=0:a=1[voice${at}]`]
}

function mixLine(count: number, lengthMs: number): string {
  if (count === 0) {
    return `anullsrc=r=${SAMPLES}:cl=stereo,atrim=duration=${lengthMs / 1_000}[sound]`
  }
  const names = Array.from({ length: count }, (_, at) => `[voice${at}]`).join('')
  return `${names}amix=inputs=${count}:normalize=0:duration=longest,alimiter=limit=0.95[sound]`
}

/** Stretches in whole frames or samples that add up. */
function cut(
  stretches: readonly Stretch[],
  aSecond: number,
): { stretch: Stretch; units: number }[] {
  const at = (ms: number) => Math.round((ms * aSecond) / 1_000)
  return stretches
    .map((stretch) => ({ stretch, units: at(stretch.to) - at(stretch.from) }))
    .filter(({ units }) => units > 0)
}

function even(pixels: number): number {
  return 2 * Math.floor(pixels / 2)
}
