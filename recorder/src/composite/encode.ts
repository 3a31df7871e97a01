import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { VisavisError } from '@visavis/protocol'

/** After the standard ones: the graph, the progress, then the inputs. */
const [GRAPH, PROGRESS, FIRST_INPUT] = [3, 4, 5]
const COMPLAINT_BYTES = 2_000
/** A key frame this often, so that a player may begin there. */
const KEY_FRAMES = 60

export interface Encoding {
  readonly script: string
  /** Media as they are opened; nothing readable touches a disk or an argument. */
  readonly inputs: readonly AsyncIterable<Buffer>[]
  readonly lengthMs: number
  readonly signal: AbortSignal
  onProgress(progress: number): void
  onBytes(bytes: Buffer): void
}

/** Runs ffmpeg on pipes alone. Throws `composite-unavailable`, `composite-failed`, or what an input threw. */
export async function encode(encoding: Encoding): Promise<void> {
  const { inputs, signal } = encoding
  signal.throwIfAborted()
  const ffmpeg = spawn('ffmpeg', argumentsFor(inputs.length), {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...inputs.map(() => 'pipe' as const)],
  })
  const ended = endOf(ffmpeg)
  const stop = () => ffmpeg.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  const mistakes: unknown[] = []
  try {
    letOthersFirst(ffmpeg)
    feed(ffmpeg, encoding, (mistake) => {
      mistakes.push(mistake)
      stop()
    })
    const complaint = await ended
    signal.throwIfAborted()
    if (mistakes.length > 0) throw mistakes[0]
    if (complaint !== undefined) throw new VisavisError('composite-failed', { detail: complaint })
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

function argumentsFor(inputs: number): string[] {
  const each = Array.from({ length: inputs }, (_, index) => [
    ...['-threads', '1', '-reinit_filter', '0', '-f', 'matroska'],
    ...['-i', `pipe:${FIRST_INPUT + index}`],
  ])
  return [
    ...['-v', 'error', '-nostdin', '-progress', `pipe:${PROGRESS}`, ...each.flat()],
    ...['-filter_complex_script', `pipe:${GRAPH}`, '-map', '[picture]', '-map', '[sound]'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', String(KEY_FRAMES), '-c:a', 'aac'],
    ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4', 'pipe:1'],
  ]
}

/** What ffmpeg complained of where it failed. */
async function endOf(ffmpeg: ChildProcess): Promise<string | undefined> {
  let complaint = ''
  ffmpeg.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_BYTES)
  })
  try {
    const [code] = await once(ffmpeg, 'close')
    return code === 0 ? undefined : complaint || 'It ended without a word.'
  } catch (cause) {
    throw new VisavisError('composite-unavailable', { cause })
  }
}

/** Calls on the same machine come before files that can wait. */
function letOthersFirst({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already.
  }
}

function feed(
  { stdio }: ChildProcess,
  { script, inputs, lengthMs, onProgress, onBytes }: Encoding,
  onMistake: (mistake: unknown) => void,
): void {
  const [, output, , graph, progress, ...pipes] = stdio
  // A pipe that ffmpeg closes early, having all that it needs, is no mistake; its end says whether there was one.
  for (const pipe of stdio) pipe?.on('error', () => {})
  if (!isReadable(output) || !isReadable(progress) || !isWritable(graph)) return
  output.on('data', (bytes: Buffer) => {
    try {
      onBytes(bytes)
    } catch (mistake) {
      onMistake(mistake)
    }
  })
  progress.setEncoding('utf8').on('data', (text: string) => {
    const [, us] = /out_time_us=(\d+)/.exec(text) ?? []
    if (us) onProgress(Math.min(1, Number(us) / 1_000 / lengthMs))
  })
  graph.end(script)
  inputs.forEach((input, index) => {
    const pipe = pipes[index]
    if (isWritable(pipe)) write(input, pipe).catch(onMistake)
  })
}

async function write(input: AsyncIterable<Buffer>, pipe: Writable): Promise<void> {
  let mistake: unknown
  const watched = (async function* () {
    try {
      yield* input
    } catch (error) {
      mistake = error
      throw error
    }
  })()
  await pipeline(Readable.from(watched), pipe).catch(() => {})
  if (mistake) throw mistake
}

function isReadable(stream: unknown): stream is Readable {
  return stream instanceof Readable
}

function isWritable(stream: unknown): stream is Writable {
  return typeof stream === 'object' && stream !== null && 'write' in stream
}
