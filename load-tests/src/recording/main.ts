import { type Figure, figureLine, isReached, keepResults, progress } from '../report/index.ts'
import { measureCost } from './cost.ts'
import { measureErasure } from './erasure.ts'
import { measureKills } from './kills.ts'
import { measureLipSync } from './lip-sync.ts'
import type { Measured } from './measured.ts'
import { measureModel } from './model.ts'
import { GROUPS, type Group, HELP, parseOptions, type RecordingOptions } from './options.ts'
import { recordingPlot } from './plot.ts'
import { RecordingWorld } from './recording-world.ts'
import { measureSchedules } from './schedules.ts'

const LOSS = 0.05

interface Part {
  readonly title: string
  measure(world: RecordingWorld, counts: RecordingOptions['counts']): Promise<Measured>
}

const PARTS: Readonly<Record<Group, Part>> = {
  model: {
    title: 'Random schedules in the model',
    measure: async (_, { model }) => measureModel(model),
  },
  cost: {
    title: 'What a recorded minute costs',
    measure: (world, { seconds }) => measureCost(world, seconds),
  },
  schedules: {
    title: 'Random schedules',
    measure: (world, { schedules }) => measureSchedules(world, schedules),
  },
  'lip-sync': {
    title: 'Beep and flash',
    measure: (world, { lipSync }) => measureLipSync(world, { seconds: lipSync, loss: LOSS }),
  },
  kills: {
    title: 'Killed recorders',
    measure: (world, { kills }) => measureKills(world, kills),
  },
  erasure: { title: 'Erasure', measure: (world) => measureErasure(world) },
}

const options = parseOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(`${HELP}\n`)
else await bench(options)

async function bench({ groups, counts }: RecordingOptions): Promise<void> {
  const figures: Figure[] = []
  const measured = new Map<string, Measured>()
  {
    await using world = await RecordingWorld.open()
    for (const name of GROUPS.filter((one) => groups.includes(one))) {
      const { title, measure } = PARTS[name]
      progress(title)
      const found = await measure(world, counts)
      measured.set(title, found)
      figures.push(...found.figures)
      for (const figure of found.figures) process.stdout.write(`${figureLine(figure)}\n`)
    }
  }
  const raw = Object.fromEntries([...measured].map(([title, one]) => [title, one.values]))
  const subtitle = `${new Date().toISOString().slice(0, 16)}, ${groups.join(', ')}`
  await keepResults(
    'recording',
    { counts, figures, values: raw },
    recordingPlot(measured, subtitle),
  )
  // The threads of WebRTC would keep this process.
  process.exit(figures.every(isReached) ? 0 : 1)
}
