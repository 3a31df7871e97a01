import { parseArgs } from 'node:util'
import {
  type Figure,
  figureLine,
  isReached,
  keepResults,
  progress,
  readChoices,
  readCount,
} from '../report/index.ts'
import { measureCost } from './cost.ts'
import { measureErasure } from './erasure.ts'
import { measureKills } from './kills.ts'
import { measureLipSync } from './lip-sync.ts'
import type { Measured } from './measured.ts'
import { measureModel } from './model.ts'
import { recordingPlot } from './plot.ts'
import { RecordingWorld } from './recording-world.ts'
import { measureSchedules } from './schedules.ts'

const LOSS = 0.05

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: '1000' },
    schedules: { type: 'string', default: '50' },
    kills: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    'lip-sync': { type: 'string', default: '600' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const counts = {
  model: readCount('--model', values.model),
  schedules: readCount('--schedules', values.schedules),
  kills: readCount('--kills', values.kills),
  seconds: readCount('--seconds', values.seconds),
  lipSync: readCount('--lip-sync', values['lip-sync']),
}

/** In this order: the last one ends the server. */
const PARTS = {
  model: ['Random schedules in the model', async () => measureModel(counts.model)],
  cost: ['What a recorded minute costs', (world) => measureCost(world, counts.seconds)],
  schedules: ['Random schedules', (world) => measureSchedules(world, counts.schedules)],
  'lip-sync': [
    'Beep and flash',
    (world) => measureLipSync(world, { seconds: counts.lipSync, loss: LOSS }),
  ],
  kills: ['Killed recorders', (world) => measureKills(world, counts.kills)],
  erasure: ['Erasure', measureErasure],
} satisfies Record<string, readonly [string, (world: RecordingWorld) => Promise<Measured>]>
type Part = keyof typeof PARTS
const NAMES = Object.keys(PARTS) as Part[]

const figures: Figure[] = []
const measured = new Map<string, Measured>()
const chosen = readChoices('--only', values.only, NAMES)
{
  await using world = await RecordingWorld.open()
  for (const name of NAMES.filter((one) => chosen.includes(one))) {
    const [title, measure] = PARTS[name]
    progress(title)
    const found = await measure(world)
    measured.set(title, found)
    for (const figure of found.figures) {
      figures.push(figure)
      process.stdout.write(`${figureLine(figure)}\n`)
    }
  }
}
const raw = Object.fromEntries([...measured].map(([title, one]) => [title, one.values]))
const subtitle = `${new Date().toISOString().slice(0, 16)}, ${chosen.join(', ')}`
await keepResults('recording', { counts, figures, values: raw }, recordingPlot(measured, subtitle))
// The threads of WebRTC would keep this process.
process.exit(figures.every(isReached) ? 0 : 1)
