import { type Figure, median, type Reach, summarize } from '../report/index.ts'
import type { ChatCheck } from './chat-check.ts'
import type { Watch, WeakResults } from './results.ts'

/** Rows of which nothing was measured are left out. */
export function weakFigures(results: WeakResults): Figure[] {
  return [
    ...chatFigures(results),
    ...narrowFigures(results.narrow),
    ...lossyFigures(results),
    ...trickleFigures(results),
    ...recoveryFigures(results),
  ]
}

function chatFigures({ storms }: WeakResults): Figure[] {
  const checks = storms.flatMap((storm) => storm.checks)
  const n = storms.reduce((sum, { messages }) => sum + 2 * messages, 0)
  const sum = (name: keyof ChatCheck) => checks.reduce((total, one) => total + one[name], 0)
  const at = (name: keyof ChatCheck) => value(`weak.chat.${name}`, sum(name), 'messages', n, MOST_0)
  if (storms.length === 0) return []
  const cuts = storms.reduce((total, storm) => total + storm.cuts, 0)
  return [
    at('lost'),
    at('doubled'),
    at('reordered'),
    value('weak.chat.cuts', cuts, 'cuts', storms.length),
  ]
}

function narrowFigures(watches: readonly Watch[]): Figure[] {
  const row = 'weak.150-kbps'
  return [
    ...middle(`${row}.width`, 'px', watches, ({ width }) => width, { atLeast: 320 }),
    ...middle(`${row}.height`, 'px', watches, ({ height }) => height, { atLeast: 180 }),
    ...middle(`${row}.frame-rate`, 'fps', watches, (watch) => watch.framesPerSecond, {
      atLeast: 15,
    }),
    ...mean(`${row}.frozen`, watches, ({ frozenShare }) => frozenShare, { atMost: 0.02 }),
  ]
}

function lossyFigures({ lossy: { visavis, naive } }: WeakResults): Figure[] {
  const row = 'weak.20-percent-loss'
  const frozen = average(visavis.map(({ frozenShare }) => frozenShare))
  const naiveFrozen = average(naive.map(({ frozenShare }) => frozenShare))
  const n = Math.min(visavis.length, naive.length)
  // Where neither froze there is nothing to compare, and nothing to complain of.
  const ratio = frozen === 0 ? 0 : frozen / naiveFrozen
  const compared = value(`${row}.frozen-to-naive`, ratio, 'ratio', n, { atMost: 1 / 3 })
  return [
    ...mean(`${row}.concealed`, visavis, (watch) => watch.concealedShare, { atMost: 0.04 }),
    ...mean(`${row}.concealed-naive`, naive, (watch) => watch.concealedShare),
    ...mean(`${row}.frozen`, visavis, ({ frozenShare }) => frozenShare),
    ...mean(`${row}.frozen-naive`, naive, ({ frozenShare }) => frozenShare),
    ...(n > 0 ? [compared] : []),
  ]
}

function trickleFigures({ trickle, firstStillsMs }: WeakResults): Figure[] {
  const silence = summarize(trickle.map(({ longestSoundGapMs }) => longestSoundGapMs))
  const stale = summarize(trickle.map(({ staleMs }) => staleMs))
  if (trickle.length === 0) return []
  const n = trickle.length
  return [
    value('weak.30-kbps.longest-silence.max', silence.max, 'ms', n, { atMost: 500 }),
    value('weak.30-kbps.stale-picture.max', stale.max, 'ms', n, { atMost: 5_000 }),
    ...mean('weak.30-kbps.concealed', trickle, (watch) => watch.concealedShare),
    ...middle('weak.30-kbps.first-still', 'ms', firstStillsMs, (ms) => ms),
  ]
}

function recoveryFigures({ recovery: { visavis, direct } }: WeakResults): Figure[] {
  const row = 'weak.recovery'
  const ratio = median(visavis.map(({ ms }) => ms)) / median(direct.map(({ ms }) => ms))
  const longest = summarize(visavis.map(({ ms }) => ms)).max
  const n = Math.min(visavis.length, direct.length)
  return [
    ...middle(`${row}.time`, 'ms', visavis, ({ ms }) => ms, { atMost: 8_000 }),
    ...(visavis.length > 0 ? [value(`${row}.time.max`, longest, 'ms', visavis.length)] : []),
    ...middle(`${row}.time-direct`, 'ms', direct, ({ ms }) => ms),
    ...(n > 0 ? [value(`${row}.to-direct`, ratio, 'ratio', n, { atMost: 1.3 })] : []),
    ...middle(`${row}.usual-rate`, 'kbps', visavis, ({ usualBps }) => usualBps / 1_000),
    ...middle(`${row}.usual-rate-direct`, 'kbps', direct, ({ usualBps }) => usualBps / 1_000),
  ]
}

const MOST_0: Reach = { atMost: 0 }

function value(figure: string, amount: number, unit: string, n: number, reach?: Reach): Figure {
  return { figure, value: amount, unit, n, ...(reach && { reach }) }
}

function middle<T>(
  figure: string,
  unit: string,
  all: readonly T[],
  pick: (one: T) => number,
  reach?: Reach,
): Figure[] {
  return all.length > 0 ? [value(figure, median(all.map(pick)), unit, all.length, reach)] : []
}

/** Of shares: what they are of all the time together. */
function mean<T>(
  figure: string,
  all: readonly T[],
  pick: (one: T) => number,
  reach?: Reach,
): Figure[] {
  return all.length > 0 ? [value(figure, average(all.map(pick)), 'share', all.length, reach)] : []
}

function average(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}
