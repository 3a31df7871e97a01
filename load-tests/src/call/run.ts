import { progress, summarize } from '../report/index.ts'
import type { CallPath } from './call-path.ts'
import type { CallOptions } from './options.ts'
import { PATHS, type Path, type Round } from './results.ts'
import type { Watch } from './watch.ts'

/** Both paths in turns, a different one first each round, so that whatever else the machine does hits both. */
export async function runRounds(
  paths: Readonly<Record<Path, CallPath>>,
  { calls, rounds, seconds }: CallOptions,
): Promise<Round[]> {
  const results: Round[] = []
  progress('One call of each kind to warm up, not counted')
  await inTurns(PATHS, (name) => paths[name].firstFramesMs(1))
  for (let round = 1; round <= rounds; round += 1) {
    progress(`Round ${round} of ${rounds}`)
    const order = round % 2 === 1 ? PATHS : PATHS.toReversed()
    const perRound = Math.ceil(calls / rounds)
    results.push({
      firstFramesMs: await inTurns(order, (name) => timeCalls(name, paths[name], perRound)),
      watch: await inTurns(order, (name) => watchCall(name, paths[name], seconds)),
    })
  }
  return results
}

async function inTurns<T>(
  order: readonly Path[],
  measure: (path: Path) => Promise<T>,
): Promise<Record<Path, T>> {
  const results = new Map<Path, T>()
  for (const path of order) results.set(path, await measure(path))
  return Object.fromEntries(results) as Record<Path, T>
}

async function timeCalls(name: Path, path: CallPath, calls: number): Promise<number[]> {
  const times = await path.firstFramesMs(calls)
  progress(`  ${name}: first frames after ${times.map((ms) => Math.round(ms)).join(', ')} ms`)
  return times
}

async function watchCall(name: Path, path: CallPath, seconds: number): Promise<Watch> {
  progress(`  ${name}: watching a call for ${seconds} s`)
  const watch = await path.watch(seconds)
  const { p50, p95 } = summarize(watch.agesMs)
  const size = `${watch.width}x${watch.height}, ${Math.round(watch.frames / seconds)} fps`
  progress(`  ${name}: glass to glass ${Math.round(p50)} / ${Math.round(p95)} ms, ${size}`)
  return watch
}
