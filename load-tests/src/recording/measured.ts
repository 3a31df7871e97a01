import type { Figure } from '../report/index.ts'

/** Figures, and the values behind them for the plot. */
export interface Measured {
  readonly figures: readonly Figure[]
  readonly values: Readonly<Record<string, readonly number[]>>
}
