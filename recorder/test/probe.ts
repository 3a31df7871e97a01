import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Probe {
  readonly codec: string
  readonly packets: number
  /** Frames that were decoded, and their sizes in order. */
  readonly frames: number
  readonly sizes: readonly string[]
  /** What the decoder complained about. */
  readonly complaints: string
}

/** Decodes a whole file with Debian's ffmpeg. */
export async function probe(path: string): Promise<Probe> {
  const { stdout, stderr } = await run(
    'ffprobe',
    ['-v', 'warning', '-count_packets', '-show_streams', '-show_frames', '-of', 'json', path],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  const { streams, frames } = JSON.parse(stdout)
  const [stream] = streams
  const sizes = frames.flatMap((frame: { width?: number; height?: number }) =>
    frame.width ? [`${frame.width}x${frame.height}`] : [],
  )
  return {
    codec: stream.codec_name,
    packets: Number(stream.nb_read_packets),
    frames: frames.length,
    sizes: [...new Set<string>(sizes)],
    complaints: stderr,
  }
}

/** How loud a frequency is in a file, in decibels below full scale. */
export async function loudness(path: string, hertz: number): Promise<number> {
  const filter = `bandpass=f=${hertz}:width_type=h:w=40,bandpass=f=${hertz}:width_type=h:w=40,volumedetect`
  const { stderr } = await run('ffmpeg', [
    '-v',
    'info',
    '-i',
    path,
    '-af',
    filter,
    '-f',
    'null',
    '-',
  ])
  const found = /max_volume: (-?[\d.]+|-inf) dB/.exec(stderr)?.[1] ?? '-inf'
  return found === '-inf' ? Number.NEGATIVE_INFINITY : Number(found)
}
