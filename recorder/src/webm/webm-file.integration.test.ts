import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MediaFormat } from './media-format.ts'
import { WebmFile } from './webm-file.ts'

const run = promisify(execFile)
const SECONDS = 6
const size = { width: 160, height: 90 }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-webm-'))
})
afterAll(() => rm(folder, { recursive: true }))

const KINDS: readonly [string, MediaFormat][] = [
  ['libvpx', { kind: 'video', codec: 'vp8', size }],
  ['libx264', { kind: 'video', codec: 'avc', size }],
  ['libopus', { kind: 'audio', channels: 1 }],
]

test.each(KINDS)(
  '%s plays where it was cut off; ended, it tells its length and can be moved in',
  async (encoder, format) => {
    const { written, front, frames } = await muxed(encoder, format)
    const cut = join(folder, `${encoder}-cut`)
    await writeFile(cut, written)
    expect(await told(cut)).toMatchObject({ packets: frames, complaints: '' })
    const whole = join(folder, `${encoder}-whole`)
    const first = front.length
    await writeFile(whole, Buffer.concat([front, written.subarray(first)]))
    const { packets, seconds, complaints } = await told(whole)
    expect({ packets, complaints }).toEqual({ packets: frames, complaints: '' })
    expect(seconds).toBeCloseTo(SECONDS, 0)
    const input = new Input({
      source: new BufferSource(await readFile(whole)),
      formats: ALL_FORMATS,
    })
    const track = await input.getPrimaryVideoTrack()
    if (!track) return
    const found = await new EncodedPacketSink(track).getKeyPacket(4.5)
    expect(found?.timestamp).toBeCloseTo(4, 1)
  },
)

async function muxed(encoder: string, format: MediaFormat) {
  const frames = await framesOf(encoder, format)
  const [first] = frames
  if (!first) throw new Error('no frames')
  const pieces: Buffer[] = []
  const file = new WebmFile(format, first.data, (bytes) => pieces.push(Buffer.from(bytes)))
  for (const frame of frames) file.add(frame)
  const front = file.finish(1_000 * SECONDS)
  return { written: Buffer.concat(pieces), front, frames: frames.length }
}

const PLAIN: Readonly<Record<string, readonly string[]>> = {
  libvpx: ['-deadline', 'realtime', '-cpu-used', '8'],
  libx264: ['-preset', 'ultrafast', '-bf', '0', '-x264-params', 'aud=1:scenecut=0'],
}

interface Frame {
  readonly data: Buffer
  readonly isKey: boolean
  readonly atMs: number
}

/** As they come from packets. */
async function framesOf(encoder: string, format: MediaFormat): Promise<Frame[]> {
  const isH264 = format.kind === 'video' && format.codec === 'avc'
  const path = join(folder, isH264 ? 'source.h264' : `${encoder}.webm`)
  const picture = `testsrc=size=160x90:rate=30:duration=${SECONDS}`
  const sound = `sine=duration=${SECONDS}:sample_rate=48000`
  const source = ['-f', 'lavfi', '-i', format.kind === 'video' ? picture : sound]
  const codec = format.kind === 'video' ? ['-c:v', encoder, '-g', '60'] : ['-c:a', encoder]
  const plain = PLAIN[encoder] ?? []
  await run('ffmpeg', ['-v', 'error', ...source, ...codec, ...plain, path])
  const bytes = await readFile(path)
  if (isH264) return h264Frames(bytes)
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const [track] = await input.getTracks()
  if (!track) throw new Error('no track')
  const frames: Frame[] = []
  for await (const { data, type, timestamp } of new EncodedPacketSink(track).packets()) {
    frames.push({ data: Buffer.from(data), isKey: type === 'key', atMs: 1_000 * timestamp })
  }
  return frames
}

/** Access units begin with a delimiter; start codes as the depacketizer writes them. */
function h264Frames(bytes: Buffer): Frame[] {
  const [delimiter, idr] = [9, 5]
  const units: Buffer[][] = []
  const code = Buffer.from([0, 0, 1])
  for (let at = bytes.indexOf(code); at >= 0; ) {
    const next = bytes.indexOf(code, at + 3)
    let end = next < 0 ? bytes.length : next
    while (next >= 0 && bytes[end - 1] === 0) end -= 1
    const unit = bytes.subarray(at + 3, end)
    if (((unit[0] ?? 0) & 0x1f) === delimiter) units.push([])
    else units.at(-1)?.push(Buffer.from([0, 0, 0, 1]), unit)
    at = next
  }
  return units.map((pieces, index) => ({
    data: Buffer.concat(pieces),
    isKey: pieces.some((piece) => piece.length > 4 && ((piece[0] ?? 0) & 0x1f) === idr),
    atMs: (1_000 * index) / 30,
  }))
}

async function told(path: string) {
  const what = ['-count_packets', '-show_entries', 'stream=nb_read_packets:format=duration']
  const { stdout, stderr } = await run('ffprobe', ['-v', 'warning', ...what, '-of', 'json', path])
  const { streams, format } = JSON.parse(stdout)
  await run('ffmpeg', ['-v', 'error', '-xerror', '-i', path, '-f', 'null', '-'])
  return {
    packets: Number(streams[0].nb_read_packets),
    seconds: Number(format.duration),
    complaints: stderr,
  }
}
