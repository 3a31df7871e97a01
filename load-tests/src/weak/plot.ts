import { type DotsRow, dotsPanel } from '../report/dots-panel.ts'
import { renderSvg } from '../report/plot.ts'
import type { WeakResults } from './results.ts'

/** The run as one picture. */
export function weakPlot(results: WeakResults, subtitle: string): string {
  const { narrow, trickle, lossy, recovery } = results
  const frozen = (watches: readonly { frozenShare: number }[]) =>
    watches.map(({ frozenShare }) => frozenShare * 100)
  const concealed = (watches: readonly { concealedShare: number }[]) =>
    watches.map(({ concealedShare }) => concealedShare * 100)
  return renderSvg({
    title: 'Calls on weak networks, at the shopper’s side',
    subtitle,
    panels: [
      panel('Frozen picture', '% of the time', [
        { name: '150 kbps', values: frozen(narrow) },
        { name: '20 % loss', values: frozen(lossy.visavis) },
        { name: '20 % loss, naive', values: frozen(lossy.naive), isBaseline: true },
      ]),
      panel('Concealed sound', '% of the time', [
        { name: '20 % loss', values: concealed(lossy.visavis) },
        { name: '20 % loss, naive', values: concealed(lossy.naive), isBaseline: true },
        { name: '30 kbps', values: concealed(trickle) },
      ]),
      panel('2 Mbps → 150 kbps → 2 Mbps: until 90 % of the rate is back', 'ms', [
        { name: 'Visavis', values: recovery.visavis.map(({ ms }) => ms) },
        { name: 'direct', values: recovery.direct.map(({ ms }) => ms), isBaseline: true },
      ]),
      panel('30 kbps: longest time without', 'ms', [
        { name: 'sound', values: trickle.map(({ longestSoundGapMs }) => longestSoundGapMs) },
        { name: 'a fresh picture', values: trickle.map(({ staleMs }) => staleMs) },
      ]),
    ],
  })
}

function panel(title: string, unit: string, rows: readonly DotsRow[]) {
  return dotsPanel({ title, unit, baseline: 'compared', rows })
}
