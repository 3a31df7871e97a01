import { figureLine, isReached } from '../report/index.ts'
import { benchTransports } from './bench-transports.ts'

process.exitCode = 0
for await (const figure of benchTransports()) {
  process.stdout.write(`${figureLine(figure)}\n`)
  if (!isReached(figure)) process.exitCode = 1
}
