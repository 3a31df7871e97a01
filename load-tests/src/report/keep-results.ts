import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { progress } from './progress.ts'
import { stolenWords } from './stolen.ts'

const RESULTS = fileURLToPath(new URL('../../results/', import.meta.url))

/** Leaves the raw values and the plot where they are looked for. */
export async function keepResults(bench: string, values: object, plot: string): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  await writeFile(`${RESULTS}${bench}.svg`, plot)
  await writeFile(`${RESULTS}${bench}.json`, JSON.stringify(values))
  progress(`On a machine with ${stolenWords()}`)
  progress(`Written: ${RESULTS}${bench}.svg and ${bench}.json`)
}
