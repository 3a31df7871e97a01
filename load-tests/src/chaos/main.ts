import { type Figure, figureLine, isReached, keepResults } from '../report/index.ts'
import { chaosFigures } from './figures.ts'
import { ONCE } from './once.ts'
import { type ChaosOptions, HELP, listText, parseOptions } from './options.ts'
import { chaosPlot } from './plot.ts'
import { runChaos } from './run.ts'

const options = parseOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(`${HELP}\n`)
else if (options === 'list') process.stdout.write(listText())
else await chaos(options)

async function chaos(settings: ChaosOptions): Promise<void> {
  process.exitCode = 0
  const stop = stopSignal(settings)
  if (settings.faults.length > 0) await hitCalls(settings, stop)
  for (const name of settings.once) {
    if (stop.aborted) break
    for await (const figure of ONCE[name].measure()) print([figure])
  }
}

/** Aborted when it is told to stop, or its time is over. */
function stopSignal({ minutes }: ChaosOptions): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return AbortSignal.any([stop.signal, AbortSignal.timeout(minutes * 60_000)])
}

async function hitCalls(settings: ChaosOptions, stop: AbortSignal): Promise<void> {
  const results = await runChaos(settings, stop)
  const figures = chaosFigures(results)
  print(figures)
  const { kills, seed } = settings
  const subtitle = `${kills} times each, seed ${seed}, ${new Date().toISOString()}`
  await keepResults('chaos', { subtitle, figures, results }, chaosPlot(results, subtitle))
  if (results.failure !== null) process.exitCode = 1
}

function print(figures: readonly Figure[]): void {
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`)
  if (!figures.every(isReached)) process.exitCode = 1
}
