import { benchAppend } from '../append/index.ts'
import { launchBrowser } from '../browser/index.ts'
import { startDemoProcess } from '../demo/index.ts'
import { startBlankSite } from '../direct/blank-site.ts'
import { type Figure, figureLine, isReached, keepResults, progress } from '../report/index.ts'
import { type Timeline, timelineReport } from '../trace/timeline.ts'
import { directPath } from './direct-path.ts'
import { callFigures } from './figures.ts'
import { type CallOptions, parseOptions } from './options.ts'
import { callPlot } from './plot.ts'
import type { Round } from './results.ts'
import { runRounds } from './run.ts'
import { visavisPath } from './visavis-path.ts'

const options = parseOptions(process.argv.slice(2))
const figures: Figure[] = []
if (!options.mediaOnly) for await (const figure of benchAppend()) report(figure)
const rounds = await measure(options)
for (const figure of callFigures(rounds)) report(figure)
await keep(rounds, figures)
process.exitCode = figures.every(isReached) ? 0 : 1

function report(figure: Figure): void {
  figures.push(figure)
  process.stdout.write(`${figureLine(figure)}\n`)
}

async function measure(settings: CallOptions): Promise<Round[]> {
  await using demo = await startDemoProcess({ env: { VISAVIS_LOG_LEVEL: 'warn' } })
  await using site = await startBlankSite()
  await using viewer = await launchBrowser()
  await using camera = await launchBrowser()
  const browsers = { viewer, camera }
  const timelines: Timeline[] = []
  const onTimeline = settings.trace ? (one: Timeline) => void timelines.push(one) : undefined
  const direct = directPath(browsers, site.url)
  const visavis = visavisPath({ browsers, origin: demo.origin, onTimeline })
  const measured = await runRounds({ direct, visavis }, settings)
  if (timelines.length > 0) progress(`After the click:\n${timelineReport(timelines)}`)
  return measured
}

async function keep(measured: readonly Round[], reported: readonly Figure[]): Promise<void> {
  const { calls, seconds, rounds: turns } = options
  const subtitle = `${calls} calls, ${turns} rounds of ${seconds} s, ${new Date().toISOString()}`
  const plot = callPlot(measured, subtitle)
  await keepResults('call', { subtitle, figures: reported, measured }, plot)
}
