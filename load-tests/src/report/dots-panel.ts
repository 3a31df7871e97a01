import * as Plot from '@observablehq/plot'
import type { Panel } from './plot.ts'
import { COLORS } from './plot-style.ts'

const ROW_HEIGHT = 46

export interface DotsRow {
  readonly name: string
  readonly values: readonly number[]
  readonly isBaseline?: boolean
}

export interface DotsPanel {
  readonly title: string
  readonly unit: string
  /** What the rows are compared with. */
  readonly baseline: string
  readonly rows: readonly DotsRow[]
}

/** Every value is a dot in the row of its kind. Rows without values are left out. */
export function dotsPanel({ title, unit, baseline, rows }: DotsPanel): Panel {
  const shown = rows.filter(({ values }) => values.length > 0)
  const dots = shown.flatMap(({ name, values, isBaseline }) =>
    values.map((value) => ({ name, value, kind: isBaseline ? baseline : 'Visavis' })),
  )
  return {
    title,
    plot: {
      height: 40 + ROW_HEIGHT * Math.max(1, shown.length),
      marginLeft: 190,
      marginRight: 12,
      color: { domain: [baseline, 'Visavis'], range: [COLORS.baseline, COLORS.measured] },
      x: { label: unit, grid: true, zero: true },
      fy: { label: null, domain: shown.map(({ name }) => name) },
      marks: [Plot.dot(dots, Plot.dodgeY({ x: 'value', fy: 'name', fill: 'kind', r: 3 }))],
    },
  }
}
