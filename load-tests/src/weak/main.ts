import { figureLine, isReached, keepResults } from '../report/index.ts'
import { weakFigures } from './figures.ts'
import { HELP, parseOptions, type WeakOptions } from './options.ts'
import { weakPlot } from './plot.ts'
import { runWeak } from './run.ts'

const options = parseOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(`${HELP}\n`)
else await bench(options)

async function bench(settings: WeakOptions): Promise<void> {
  const results = await runWeak(settings)
  const figures = weakFigures(results)
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`)
  const { runs, seconds } = settings
  const subtitle = `${runs} runs of ${seconds} s, ${new Date().toISOString()}`
  await keepResults('weak', { subtitle, figures, results }, weakPlot(results, subtitle))
  process.exitCode = figures.every(isReached) ? 0 : 1
}
