import * as Plot from '@observablehq/plot'
import { type Panel, renderSvg } from '../report/plot.ts'
import { COLORS } from '../report/plot-style.ts'
import { PATHS, type Path, type Round } from './results.ts'

const PATH_NAMES: Readonly<Record<Path, string>> = { direct: 'direct', visavis: 'Visavis' }
const color = { domain: ['direct', 'Visavis'], range: [COLORS.baseline, COLORS.measured] }

/** The run as one picture. */
export function callPlot(rounds: readonly Round[], subtitle: string): string {
  return renderSvg({
    title: 'A call through Visavis and a direct connection, in turns',
    subtitle,
    panels: [firstFramePanel(rounds), agePanel(rounds), gapPanel(rounds)],
  })
}

interface Dot {
  readonly path: string
  readonly round: number
  readonly ms: number
}

function dotsOf(
  rounds: readonly Round[],
  values: (round: Round, path: Path) => readonly number[],
): Dot[] {
  return rounds.flatMap((round, index) =>
    PATHS.flatMap((path) =>
      values(round, path).map((ms) => ({ path: PATH_NAMES[path], round: index + 1, ms })),
    ),
  )
}

function firstFramePanel(rounds: readonly Round[]): Panel {
  const dots = dotsOf(rounds, ({ firstFramesMs }, path) => firstFramesMs[path])
  return {
    title:
      'Click to first remote frame; direct: offer to first frame. Lines: bounds for p50 and p95',
    plot: {
      height: 150,
      marginLeft: 70,
      color,
      x: { label: 'ms', grid: true, domain: [0, Math.max(550, ...dots.map(({ ms }) => ms))] },
      fy: { label: null },
      marks: [
        Plot.ruleX([250, 500], { stroke: COLORS.bound, strokeDasharray: '4 3' }),
        Plot.dot(dots, Plot.dodgeY({ x: 'ms', fy: 'path', fill: 'path', r: 3 })),
      ],
    },
  }
}

/** The share of frames that were at most so old. */
function agePanel(rounds: readonly Round[]): Panel {
  const dots = dotsOf(rounds, ({ watch }, path) => watch[path].agesMs)
  return {
    title: 'Glass to glass, 640×360 at 30 fps: share of frames shown within',
    plot: {
      height: 220,
      marginLeft: 50,
      color: { ...color, legend: false },
      x: { label: 'ms', grid: true, domain: [0, 150], clamp: true },
      y: { label: 'share', grid: true },
      marks: [
        ...PATHS.map((path) =>
          Plot.line(sharesOf(dots.filter((dot) => dot.path === PATH_NAMES[path])), {
            x: 'ms',
            y: 'share',
            stroke: 'path',
            z: 'path',
            strokeWidth: 2,
          }),
        ),
        Plot.text(['Visavis'], { x: 140, y: 0.2, fill: COLORS.measured, text: (name) => name }),
        Plot.text(['direct'], { x: 140, y: 0.1, fill: COLORS.baseline, text: (name) => name }),
      ],
    },
  }
}

function sharesOf(dots: readonly Dot[]) {
  const sorted = dots.toSorted((a, b) => a.ms - b.ms)
  const step = Math.max(1, Math.floor(sorted.length / 400))
  return sorted
    .map(({ path, ms }, index) => ({ path, ms, share: (index + 1) / sorted.length }))
    .filter((_, index) => index % step === 0)
}

function gapPanel(rounds: readonly Round[]): Panel {
  const dots = dotsOf(rounds, ({ watch }, path) => [Math.max(...watch[path].gapsMs)])
  return {
    title: 'Longest gap between two frames, each round',
    plot: {
      height: 130,
      marginLeft: 70,
      color,
      x: { label: 'ms', grid: true, zero: true },
      fy: { label: null },
      marks: [Plot.dot(dots, Plot.dodgeY({ x: 'ms', fy: 'path', fill: 'path', r: 4 }))],
    },
  }
}
