import * as Plot from '@observablehq/plot'
import { type Panel, renderSvg } from '../report/plot.ts'
import { COLORS } from '../report/plot-style.ts'
import { BOTH_FAR, type ConnectResults, FAR, warmMs } from './results.ts'

interface Row {
  readonly name: string
  readonly values: readonly number[]
  readonly isBaseline?: boolean
}

/** The run as one picture. */
export function connectPlot(results: ConnectResults, subtitle: string): string {
  return renderSvg({
    title: 'Connecting with 200 ms of round trip at the shopper’s side',
    subtitle,
    panels: [
      panel('Click to first remote frame', [
        { name: 'warm', values: warmMs(results, FAR) },
        { name: 'warm, 200 ms on both sides', values: warmMs(results, BOTH_FAR) },
        { name: 'advisor accepts', values: results.acceptMs },
        { name: 'cold, socket open', values: results.coldMs },
        { name: 'naive, socket open', values: results.naiveColdMs, isBaseline: true },
        { name: 'naive', values: results.naiveMs, isBaseline: true },
        { name: 'page load', values: results.loadMs },
      ]),
      panel('When the network changes', [
        { name: 'address change: longest gap', values: results.addressGapsMs },
        {
          name: 'socket cut for 5 s: chat after',
          values: results.cuts.map(({ resumedMs }) => resumedMs),
        },
        {
          name: 'socket cut for 5 s: frozen',
          values: results.cuts.map(({ frozenMs }) => frozenMs),
        },
      ]),
    ],
  })
}

function panel(title: string, rows: readonly Row[]): Panel {
  const shown = rows.filter(({ values }) => values.length > 0)
  const dots = shown.flatMap(({ name, values, isBaseline }) =>
    values.map((ms) => ({ name, ms, kind: isBaseline ? 'naive' : 'Visavis' })),
  )
  return {
    title,
    plot: {
      height: 40 + 46 * Math.max(1, shown.length),
      marginLeft: 190,
      marginRight: 12,
      color: { domain: ['naive', 'Visavis'], range: [COLORS.baseline, COLORS.measured] },
      x: { label: 'ms', grid: true, zero: true },
      fy: { label: null, domain: shown.map(({ name }) => name) },
      marks: [Plot.dot(dots, Plot.dodgeY({ x: 'ms', fy: 'name', fill: 'kind', r: 3 }))],
    },
  }
}
