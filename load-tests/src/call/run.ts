import { progress, summarize } from '../report/index.ts'
import type { CallPath } from './call-path.ts'
import type { CallOptions } from './options.ts'
import type { Path, Round } from './results.ts'
import type { Watch } from './watch.ts'

/** Both paths in turns, so that whatever else the machine does hits both. */
export async function runRounds(
  paths: Readonly<Record<Path, CallPath>>,
  { calls, rounds, seconds }: CallOptions,
): Promise<Round[]> {
  const results: Round[] = []
  for (let round = 1; round <= rounds; round += 1) {
    progress(`Round ${round} of ${rounds}`)
    results.push(await runRound(paths, Math.ceil(calls / rounds), seconds))
  }
  return results
}

async function runRound(
  paths: Readonly<Record<Path, CallPath>>,
  calls: number,
  seconds: number,
): Promise<Round> {
  const firstFramesMs = {
    direct: await timeCalls('direct', paths.direct, calls),
    visavis: await timeCalls('visavis', paths.visavis, calls),
  }
  const watch = {
    direct: await watchCall('direct', paths.direct, seconds),
    visavis: await watchCall('visavis', paths.visavis, seconds),
  }
  return { firstFramesMs, watch }
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
