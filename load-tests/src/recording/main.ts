import { parseArgs } from 'node:util'
import { type Figure, figureLine, isReached, progress, readCount } from '../report/index.ts'
import { measureCost } from './cost.ts'
import { measureErasure } from './erasure.ts'
import { measureKills } from './kills.ts'
import { measureModel } from './model.ts'
import { RecordingWorld } from './recording-world.ts'
import { measureSchedules } from './schedules.ts'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: '1000' },
    schedules: { type: 'string', default: '50' },
    kills: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
  },
})
const model = readCount('--model', values.model)
const schedules = readCount('--schedules', values.schedules)
const kills = readCount('--kills', values.kills)
const seconds = readCount('--seconds', values.seconds)

const figures: Figure[] = []
report(measureModel(model))
{
  await using world = await RecordingWorld.open()
  progress('What recording costs')
  report(await measureCost(world, seconds))
  progress('Random schedules')
  report(await measureSchedules(world, schedules))
  progress('Killed recorders')
  report(await measureKills(world, kills))
  report(await measureErasure(world))
}
process.exitCode = figures.every(isReached) ? 0 : 1

function report(measured: readonly Figure[]): void {
  for (const figure of measured) {
    figures.push(figure)
    process.stdout.write(`${figureLine(figure)}\n`)
  }
}
