import { type Figure, median, summarize } from '../report/index.ts'
import type { Path, Round } from './results.ts'

/** The figures of a run: first those with a bound, then what they were made of. */
export function callFigures(rounds: readonly Round[]): Figure[] {
  return [...firstFrameFigures(rounds), ...glassToGlassFigures(rounds), ...gapFigures(rounds)]
}

function firstFrameFigures(rounds: readonly Round[]): Figure[] {
  const clicked = summarize(rounds.flatMap(({ firstFramesMs }) => firstFramesMs.visavis))
  const direct = summarize(rounds.flatMap(({ firstFramesMs }) => firstFramesMs.direct))
  const row = { unit: 'ms', n: clicked.n }
  return [
    { figure: 'call.first-frame.p50', value: clicked.p50, reach: { atMost: 250 }, ...row },
    { figure: 'call.first-frame.p95', value: clicked.p95, reach: { atMost: 500 }, ...row },
    { figure: 'call.first-frame.max', value: clicked.max, reach: { atMost: 900 }, ...row },
    { figure: 'call.first-frame-direct.p50', value: direct.p50, unit: 'ms', n: direct.n },
  ]
}

function glassToGlassFigures(rounds: readonly Round[]): Figure[] {
  const row = { unit: 'ratio', n: rounds.length }
  return [
    {
      figure: 'call.glass-to-glass.p50',
      value: ratio(rounds, 'p50'),
      reach: { atMost: 1.2 },
      ...row,
    },
    {
      figure: 'call.glass-to-glass.p95',
      value: ratio(rounds, 'p95'),
      reach: { atMost: 1.4 },
      ...row,
    },
    ...absoluteFigures(rounds, 'visavis', 'call.glass-to-glass-visavis'),
    ...absoluteFigures(rounds, 'direct', 'call.glass-to-glass-direct'),
  ]
}

function absoluteFigures(rounds: readonly Round[], path: Path, name: string): Figure[] {
  const row = { unit: 'ms', n: rounds.reduce((sum, { watch }) => sum + watch[path].frames, 0) }
  return [
    { figure: `${name}.p50`, value: ageMs(rounds, path, 'p50'), ...row },
    { figure: `${name}.p95`, value: ageMs(rounds, path, 'p95'), ...row },
  ]
}

function gapFigures(rounds: readonly Round[]): Figure[] {
  const longest = (round: Round, path: Path) => Math.max(...round.watch[path].gapsMs)
  const over = rounds.map((round) => longest(round, 'visavis') - longest(round, 'direct'))
  const row = { unit: 'ms', n: rounds.length }
  return [
    { figure: 'call.longest-gap.over-direct', value: median(over), reach: { atMost: 100 }, ...row },
    {
      figure: 'call.longest-gap.visavis',
      value: Math.max(...rounds.map((round) => longest(round, 'visavis'))),
      ...row,
    },
    {
      figure: 'call.longest-gap.direct',
      value: Math.max(...rounds.map((round) => longest(round, 'direct'))),
      ...row,
    },
  ]
}

/** Median over the rounds, so that one noisy minute of the machine does not decide. */
function ratio(rounds: readonly Round[], percentile: 'p50' | 'p95'): number {
  return median(
    rounds.map(({ watch }) => {
      const visavis = summarize(watch.visavis.agesMs)
      const direct = summarize(watch.direct.agesMs)
      return visavis[percentile] / direct[percentile]
    }),
  )
}

function ageMs(rounds: readonly Round[], path: Path, percentile: 'p50' | 'p95'): number {
  return median(rounds.map(({ watch }) => summarize(watch[path].agesMs)[percentile]))
}
