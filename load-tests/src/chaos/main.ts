import { figureLine, isReached, keepResults } from '../report/index.ts'
import { chaosFigures } from './figures.ts'
import { type ChaosOptions, HELP, listText, parseOptions } from './options.ts'
import { chaosPlot } from './plot.ts'
import { runChaos } from './run.ts'

const options = parseOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(`${HELP}\n`)
else if (options === 'list') process.stdout.write(listText())
else await chaos(options)

async function chaos(settings: ChaosOptions): Promise<void> {
  const results = await runChaos(settings)
  const figures = chaosFigures(results)
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`)
  const { kills, seed } = settings
  const subtitle = `${kills} times each, seed ${seed}, ${new Date().toISOString()}`
  await keepResults('chaos', { subtitle, figures, results }, chaosPlot(results, subtitle))
  process.exitCode = figures.every(isReached) ? 0 : 1
}
