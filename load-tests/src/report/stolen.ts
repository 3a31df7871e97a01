import { readFileSync } from 'node:fs'

/** Columns of the first line of `/proc/stat`, after its name (proc(5)). */
const STEAL = 7
const COUNTED = 8

const atStart = readTimes()

/** How much of the processors the host gave to others since the start, in words: with more than some percent, no timing counts. */
export function stolenWords(): string {
  const now = readTimes()
  const spent = now.all - atStart.all
  const percent = spent > 0 ? (100 * (now.stolen - atStart.stolen)) / spent : 0
  return `${percent.toFixed(1)} % of the processors' time taken by the host`
}

function readTimes(): { stolen: number; all: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const times = line
    .split(/\s+/)
    .slice(1, 1 + COUNTED)
    .map(Number)
  return { stolen: times[STEAL] ?? 0, all: times.reduce((sum, time) => sum + time, 0) }
}
