import { type Figure, summarize } from '../report/index.ts'
import type { Fault } from './fault.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts'
import { NOTICED_MS } from './gaps.ts'
import type { ChatResult } from './numbered-chat.ts'
import type { ChaosResults, Hit } from './results.ts'

/** Of each fault that happened: the worst of all times, and what is usual. */
export function chaosFigures({ hits, chat }: ChaosResults): Figure[] {
  const ofFaults = FAULT_NAMES.flatMap((fault) => {
    const own = hits.filter((one) => one.fault === fault)
    return own.length === 0 ? [] : figuresOf(fault, own)
  })
  return [...ofFaults, ...(chat ? chatFigures(chat) : [])]
}

function chatFigures({ sent, checks }: ChatResult): Figure[] {
  return (['lost', 'doubled', 'reordered'] as const).map((what) => ({
    figure: `chaos.messages.${what}`,
    value: Math.max(...checks.map((check) => check[what])),
    unit: 'messages',
    reach: { atMost: 0 },
    n: sent,
  }))
}

function figuresOf(name: FaultName, hits: readonly Hit[]): Figure[] {
  const row = `chaos.${name}`
  const dropped = hits.filter(({ isDropped }) => isDropped).length
  const reach = { atMost: 0 }
  return [
    ...gapFigures(row, FAULTS[name], hits),
    { figure: `${row}.dropped-calls`, value: dropped, unit: 'calls', reach, n: hits.length },
    ...resumeFigures(row, hits),
    ...ownFigures(row, FAULTS[name], hits),
  ]
}

function gapFigures(row: string, { gap }: Fault, hits: readonly Hit[]): Figure[] {
  const { n, p50, p95, max } = summarize(hits.map(({ gapMs }) => gapMs))
  const usual = Math.max(...hits.map(({ baselineGapMs }) => baselineGapMs))
  const beyond = { figure: `${row}.gap-beyond-usual`, value: Math.max(0, max - usual), n }
  return [
    {
      figure: `${row}.gap.max`,
      value: max,
      unit: 'ms',
      n,
      ...(typeof gap === 'object' && { reach: gap }),
    },
    { figure: `${row}.gap.p50`, value: p50, unit: 'ms', n },
    { figure: `${row}.gap.p95`, value: p95, unit: 'ms', n },
    { figure: `${row}.usual-gap.max`, value: usual, unit: 'ms', n },
    ...(gap === 'untouched' ? [{ ...beyond, unit: 'ms', reach: { atMost: NOTICED_MS } }] : []),
  ]
}

function resumeFigures(row: string, hits: readonly Hit[]): Figure[] {
  const { n, p50, max } = summarize(hits.flatMap(({ resumeMs }) => resumeMs ?? []))
  if (n === 0) return []
  return [
    { figure: `${row}.resume.max`, value: max, unit: 'ms', reach: { atMost: 1_000 }, n },
    { figure: `${row}.resume.p50`, value: p50, unit: 'ms', n },
  ]
}

/** What this fault alone measures. */
function ownFigures(row: string, { reaches = {} }: Fault, hits: readonly Hit[]): Figure[] {
  return Object.entries(reaches).map(([name, { reach, unit }]) => {
    const values = hits.map(({ values }) => values[name] ?? Number.NaN)
    return {
      figure: `${row}.${name}.max`,
      value: Math.max(...values),
      unit,
      reach,
      n: values.length,
    }
  })
}
