import { type DotsRow, dotsPanel } from '../report/dots-panel.ts'
import { renderSvg } from '../report/plot.ts'
import { BOTH_FAR, type ConnectResults, FAR, warmMs } from './results.ts'

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

function panel(title: string, rows: readonly DotsRow[]) {
  return dotsPanel({ title, unit: 'ms', baseline: 'naive', rows })
}
