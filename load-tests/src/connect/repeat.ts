import { progress } from '../report/index.ts'
import { recover } from './recover.ts'
import { within } from './within.ts'
import type { World } from './world.ts'

/** What a call counts that shows nothing for so long. */
const GIVEN_UP_MS = 30_000

/** The milliseconds of so many calls, one after the other. One that fails is counted, and the next goes on. */
export async function repeat(
  world: World,
  name: string,
  times: number,
  call: () => Promise<number>,
): Promise<number[]> {
  const results: number[] = []
  for (let run = 0; run < times; run += 1) {
    try {
      results.push(await within(GIVEN_UP_MS, name, call()))
    } catch (error) {
      progress(`  ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
      results.push(GIVEN_UP_MS)
      await recover(world)
    }
  }
  if (times > 0) progress(`  ${name}: ${roundedText(results)} ms`)
  return results
}

export function roundedText(values: readonly number[]): string {
  return values.map((ms) => Math.round(ms)).join(', ')
}
