import { figureLine, isReached } from '../report/index.ts'
import { benchAppend } from './bench-append.ts'

process.exitCode = 0
for await (const figure of benchAppend()) {
  process.stdout.write(`${figureLine(figure)}\n`)
  if (!isReached(figure)) process.exitCode = 1
}
