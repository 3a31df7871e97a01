import { parseArgs } from 'node:util'
import { figureLine, isReached } from '../report/index.ts'
import { benchCluster } from './bench-cluster.ts'
import { benchLosses } from './bench-losses.ts'

const HELP = `Usage: npm run bench:cluster

One room written by two processes on PostgreSQL and Redis: how many events a second, and how long after the
acknowledgement at one they are delivered at the other. Then real signaling processes that are stopped and killed under 200
clients and 1,000 numbered messages. About two minutes.
`

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } })
if (values.help) process.stdout.write(HELP)
else await bench()

async function bench(): Promise<void> {
  process.exitCode = 0
  for (const measure of [benchCluster, benchLosses]) {
    for await (const figure of measure()) {
      process.stdout.write(`${figureLine(figure)}\n`)
      if (!isReached(figure)) process.exitCode = 1
    }
  }
}
