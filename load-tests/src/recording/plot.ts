import { dotsPanel } from '../report/dots-panel.ts'
import { renderSvg } from '../report/plot.ts'
import type { Measured } from './measured.ts'

/** What was measured, each value a dot. */
export function recordingPlot(measured: ReadonlyMap<string, Measured>, subtitle: string): string {
  const panels = [...measured].flatMap(([title, { values }]) => {
    const rows = Object.entries(values).map(([name, all]) => ({ name, values: all.map(rounded) }))
    const isEmpty = rows.every((row) => row.values.length === 0)
    return isEmpty
      ? []
      : [dotsPanel({ title, unit: UNITS[title] ?? 'ms', baseline: 'composite', rows })]
  })
  return renderSvg({ title: 'Recording', subtitle, panels })
}

const UNITS: Readonly<Record<string, string>> = { 'What a recorded minute costs': 'CPU s' }

/** More would only be in the way of other dots. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
