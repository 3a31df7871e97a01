import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SAMPLE_RATE = 48_000
const WINDOW = SAMPLE_RATE / 1_000
const LOUD = 1_500
/** After a beep it has to be quiet for so long before the next one counts. */
const QUIET_MS = 300
const BRIGHT = 128

/** Milliseconds from a file's beginning at which it becomes bright. */
export async function flashesIn(path: string): Promise<number[]> {
  const stats = 'scale=32:18,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-'
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-fps_mode', 'passthrough', '-vf', stats, '-f', 'null', '-'],
    { maxBuffer: 256 * 1024 * 1024 },
  )
  const flashes: number[] = []
  let wasBright = true
  for (const [, seconds, shade] of stdout.matchAll(/pts_time:([\d.]+)\s+\S+YAVG=([\d.]+)/g)) {
    const isBright = Number(shade) > BRIGHT
    if (isBright && !wasBright) flashes.push(1_000 * Number(seconds))
    wasBright = isBright
  }
  return flashes
}

/** Milliseconds from a file's beginning at which a beep begins. */
export async function beepsIn(path: string): Promise<number[]> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', path, '-af', 'aresample=48000:async=1:first_pts=0'],
      ...['-ac', '1', '-f', 's16le', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 1024 * 1024 * 1024 },
  )
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1)
  const beeps: number[] = []
  let quietMs = 0
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
    const isLoud = samples.subarray(at, at + WINDOW).some((sample) => Math.abs(sample) > LOUD)
    if (isLoud && quietMs >= QUIET_MS) beeps.push(at / WINDOW)
    quietMs = isLoud ? 0 : quietMs + 1
  }
  return beeps
}
