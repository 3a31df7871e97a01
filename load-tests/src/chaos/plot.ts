import * as Plot from '@observablehq/plot'
import { type Panel, renderSvg } from '../report/plot.ts'
import { COLORS } from '../report/plot-style.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts'
import type { ChaosResults, Hit } from './results.ts'

const LINE_HEIGHT = 9
const BOUND = { stroke: COLORS.bound, strokeDasharray: '4 3' }

/** A line for each fault: when the picture stood still after it. */
export function chaosPlot({ hits }: ChaosResults, subtitle: string): string {
  const panels = FAULT_NAMES.flatMap((fault) => {
    const own = hits.filter((one) => one.fault === fault)
    return own.length === 0 ? [] : [timeline(fault, own)]
  })
  return renderSvg({ title: 'What two people see of a fault', subtitle, panels })
}

function timeline(fault: FaultName, hits: readonly Hit[]): Panel {
  const { about, gap, watchMs } = FAULTS[fault]
  const bars = hits.flatMap(({ gaps }, index) =>
    gaps.map(({ from, to }) => ({ from: from / 1_000, to: to / 1_000, line: index + 1 })),
  )
  const end = Math.max(watchMs / 1_000, ...bars.map(({ to }) => to))
  return {
    title: `${fault}: ${about}`,
    plot: {
      height: 50 + LINE_HEIGHT * hits.length,
      marginLeft: 40,
      marginRight: 12,
      x: { label: 'seconds since the fault', domain: [-0.5, end], grid: true },
      y: { label: null, domain: hits.map((_, index) => index + 1), axis: null, type: 'band' },
      marks: [
        Plot.barX(bars, { x1: 'from', x2: 'to', y: 'line', fill: COLORS.measured, inset: 1 }),
        Plot.ruleX([0]),
        ...(typeof gap === 'object' ? [Plot.ruleX([gap.atMost / 1_000], BOUND)] : []),
      ],
    },
  }
}
