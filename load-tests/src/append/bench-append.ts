import { type Figure, median, progress, summarize } from '../report/index.ts'
import { openLog, type StoreName } from './log-under-test.ts'
import { type Appended, runWriters } from './writers.ts'

const STORES: readonly StoreName[] = ['embedded', 'postgres']
const WRITERS = 8
/** In turns, so that whatever else the machine does hits both stores; the median of the rounds counts. */
const ROUNDS = 3
const ROUND_MS = 3_000
/** The embedded database is WebAssembly, which the engine compiles for speed while it runs. */
const WARM_UP_MS = 4_000

/** Messages appended to one room by eight writers, sealed and acknowledged. */
export async function* benchAppend(): AsyncGenerator<Figure> {
  await using embedded = await openLog('embedded')
  await using postgres = await openLog('postgres')
  const logs = { embedded, postgres }
  const rounds: Record<StoreName, Appended[]> = { embedded: [], postgres: [] }
  for (const store of STORES) await run(store, WARM_UP_MS)
  for (let round = 1; round <= ROUNDS; round++) {
    for (const store of STORES) {
      const appended = await run(store, ROUND_MS)
      rounds[store].push(appended)
      progress(`Appends, round ${round}, ${store}: ${Math.round(appended.perSecond)} a second`)
    }
  }
  for (const store of STORES) yield* figuresOf(store, rounds[store])

  function run(store: StoreName, durationMs: number): Promise<Appended> {
    return runWriters(logs[store].conversation, { writers: WRITERS, durationMs })
  }
}

function figuresOf(store: StoreName, rounds: readonly Appended[]): Figure[] {
  const row = `call.append-${store}`
  const summaries = rounds.map(({ latenciesMs }) => summarize(latenciesMs))
  const n = summaries.reduce((sum, summary) => sum + summary.n, 0)
  const at = (percentile: 'p50' | 'p99') => median(summaries.map((summary) => summary[percentile]))
  const rate = median(rounds.map(({ perSecond }) => perSecond))
  return [
    { figure: `${row}.rate`, value: rate, unit: 'events/s', reach: { atLeast: 6_000 }, n },
    { figure: `${row}.p50`, value: at('p50'), unit: 'ms', n },
    { figure: `${row}.p99`, value: at('p99'), unit: 'ms', reach: { atMost: 10 }, n },
  ]
}
