/** One measured figure and the bound it has to reach. `reach` is absent where there is none. */
export interface Figure {
  /** `<bench>.<row>.<statistic>` */
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly reach?: Reach
  /** Number of measurements behind `value`. */
  readonly n: number
}

export type Reach = { readonly atMost: number } | { readonly atLeast: number }

export function isReached({ value, reach }: Figure): boolean {
  if (!Number.isFinite(value)) return false
  if (!reach) return true
  return 'atMost' in reach ? value <= reach.atMost : value >= reach.atLeast
}

/** The line that stands for a figure on standard output. */
export function figureLine(figure: Figure): string {
  const { figure: name, value, unit, reach, n } = figure
  return JSON.stringify({
    figure: name,
    value: Number.isFinite(value) ? Number(value.toPrecision(4)) : null,
    unit,
    reach: reach ? reachText(reach) : null,
    ok: isReached(figure),
    n,
  })
}

export function reachText(reach: Reach): string {
  return 'atMost' in reach ? `<= ${reach.atMost}` : `>= ${reach.atLeast}`
}
