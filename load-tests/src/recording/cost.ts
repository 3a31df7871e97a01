import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { toneSource } from '@visavis/sfu/testing'
import type { Measured } from './measured.ts'
import { noiseSource } from './noise-source.ts'
import type { RecordedFiles } from './open-recorded.ts'
import type { RecordingWorld } from './recording-world.ts'
import { sleep } from './sleep.ts'

const run = promisify(execFile)

/** What recording costs, what it takes to play it after the stop, and what a composite of the same costs. */
export async function measureCost(world: RecordingWorld, seconds: number): Promise<Measured> {
  await using recorder = await world.startRecorder()
  const room = await world.openRoom()
  using ada = await world.join(room)
  using camera = noiseSource(1_280, 720)
  using voice = toneSource(440)
  await ada.publish('camera', camera.track)
  await ada.publish('microphone', voice.track)
  const recording = await ada.record()
  await ada.until((one) => one.recording?.phase.kind === 'on')
  // The sender finds its bit rate, and what is compiled is compiled.
  await sleep(5_000)
  const before = await recorder.cpuSeconds()
  await sleep(seconds * 1_000)
  const cpu = (await recorder.cpuSeconds()) - before
  const stoppedAt = performance.now()
  await ada.request('recording.stop', { recording })
  const playableMs = await playableAfter(world, recording, stoppedAt)
  await using files = await world.files()
  const mine = files.files.filter(({ manifest }) => manifest.recording === recording)
  const picture = mine.find(({ part }) => part.codec === 'vp8')
  const lengthS = ((picture?.part.endsAt ?? 0) - (picture?.part.startsAt ?? 0)) / 1_000
  const bps = (8 * (picture?.part.plainBytes ?? 0)) / lengthS
  const perMinute = (60 * cpu) / seconds
  const composite =
    (60 *
      (await compositeCpu(
        mine.map(({ path }) => path),
        picture?.path ?? '',
      ))) /
    lengthS
  const figures = [
    { figure: 'recording.camera.bit-rate', value: bps / 1_000, unit: 'kbps', n: 1 },
    {
      figure: 'recording.cpu-per-minute',
      value: perMinute,
      unit: 'CPU s',
      reach: { atMost: 0.6 },
      n: 1,
    },
    { figure: 'recording.composite.cpu-per-minute', value: composite, unit: 'CPU s', n: 1 },
    {
      figure: 'recording.cheaper-than-composite',
      value: composite / perMinute,
      unit: 'times',
      reach: { atLeast: 40 },
      n: 1,
    },
    {
      figure: 'recording.playable-after-stop',
      value: playableMs / 1_000,
      unit: 's',
      reach: { atMost: 2 },
      n: 1,
    },
  ]
  const values = { recorder: [perMinute], composite: [composite] }
  return { figures, values }
}

async function playableAfter(
  world: RecordingWorld,
  recording: string,
  since: number,
): Promise<number> {
  for (;;) {
    const names = await world.store.list(`${world.tenant}/${recording}`)
    if (
      names.filter((name) => name.endsWith('.vvs')).length === 2 &&
      (await isEnded(world, recording))
    ) {
      return performance.now() - since
    }
    await sleep(20)
  }
}

async function isEnded(world: RecordingWorld, recording: string): Promise<boolean> {
  await using files: RecordedFiles = await world.files()
  return files.manifests.some((one) => one.recording === recording && one.endedAt !== null)
}

/** Two pictures beside each other, as people would watch them. */
async function compositeCpu(inputs: readonly string[], picture: string): Promise<number> {
  const sound = inputs.find((path) => path !== picture) ?? picture
  const half = 'fps=30,scale=640:720:force_original_aspect_ratio=decrease,pad=640:720:-1:-1'
  const filter = `[0:v]${half}[a];[1:v]${half}[b];[a][b]hstack[v]`
  const { stderr } = await run(
    'ffmpeg',
    [
      ...['-benchmark', '-v', 'info', '-i', picture, '-i', picture, '-i', sound],
      ...['-filter_complex', filter, '-map', '[v]', '-map', '2:a'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-c:a', 'aac', '-f', 'mp4', '-y'],
      join(picture, '..', 'composite.mp4'),
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  const [, user = 'NaN', system = 'NaN'] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? []
  return Number(user) + Number(system)
}
