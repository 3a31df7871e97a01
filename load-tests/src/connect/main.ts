import { figureLine, isReached, keepResults, stolenWords } from '../report/index.ts'
import { connectFigures } from './figures.ts'
import { type ConnectOptions, HELP, parseOptions } from './options.ts'
import { connectPlot } from './plot.ts'
import { runConnect } from './run.ts'

const options = parseOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(`${HELP}\n`)
else await bench(options)

async function bench(settings: ConnectOptions): Promise<void> {
  const results = await runConnect(settings)
  const figures = connectFigures(results)
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`)
  const { runs, workers } = settings
  const subtitle = `${runs} runs, ${workers} media workers, ${stolenWords()}, ${new Date().toISOString()}`
  const plot = connectPlot(results, subtitle)
  await keepResults('connect', { subtitle, figures, results }, plot)
  process.exitCode = figures.every(isReached) ? 0 : 1
}
