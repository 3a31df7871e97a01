import { conditions, startRelay } from '../network/index.ts'
import { summarize } from '../report/index.ts'
import { CLAP_EVERY_MS, clapper } from './clapper.ts'
import { beepsIn, flashesIn } from './claps.ts'
import type { Measured } from './measured.ts'
import type { RecordedFile } from './open-recorded.ts'
import type { RecordingWorld } from './recording-world.ts'
import { sleep } from './sleep.ts'

/** In place of the server's address, for what loses packets on the way. */
const LOSSY = '127.0.0.2'

/** Voice and picture through a network that loses packets, and how far apart they are in the files. */
export async function measureLipSync(
  world: RecordingWorld,
  { seconds, loss }: { seconds: number; loss: number },
): Promise<Measured> {
  await using _recorder = await world.startRecorder()
  await using undo = new AsyncDisposableStack()
  const share = { kind: 'random', share: loss } as const
  const profile = conditions({ delayMs: 20, loss: share })
  const room = await world.openRoom()
  using ada = await world.join(room, async (port) => {
    undo.use(await startRelay({ listen: LOSSY, httpPorts: [], rtcPorts: [port], profile }))
    return LOSSY
  })
  const { voice, camera } = clapper()
  using _voice = voice
  using _camera = camera
  await ada.publish('microphone', voice.track)
  await ada.publish('camera', camera.track)
  const recording = await ada.record()
  await ada.until((one) => one.recording?.phase.kind === 'on')
  await sleep(seconds * 1_000)
  await ada.request('recording.stop', { recording })
  await world.stored(recording)
  await using recorded = await world.files()
  const mine = recorded.files.filter(({ manifest }) => manifest.recording === recording)
  const offsets = await offsetsOf(mine)
  const { n, p50, p95, max } = summarize(offsets.map(Math.abs))
  const name = 'recording.lip-sync'
  const claps = (seconds * 1_000) / CLAP_EVERY_MS
  return {
    values: { 'picture after voice': offsets },
    figures: [
      { figure: `${name}.p50`, value: p50, unit: 'ms', n },
      { figure: `${name}.p95`, value: p95, unit: 'ms', reach: { atMost: 60 }, n },
      { figure: `${name}.max`, value: max, unit: 'ms', n },
      { figure: `${name}.seen`, value: n / claps, unit: 'share', reach: { atLeast: 0.5 }, n },
    ],
  }
}

/** By how much each flash is later than its beep, by the times that the manifests give. */
async function offsetsOf(files: readonly RecordedFile[]): Promise<number[]> {
  const beeps: number[] = []
  const flashes: number[] = []
  for (const { part, path } of files) {
    const found = part.codec === 'opus' ? await beepsIn(path) : await flashesIn(path)
    const all = part.codec === 'opus' ? beeps : flashes
    all.push(...found.map((ms) => part.startsAt + ms))
  }
  return flashes.flatMap((flash) => {
    const distances = beeps.map((beep) => flash - beep)
    const [nearest] = distances.sort((one, other) => Math.abs(one) - Math.abs(other))
    const isPair = nearest !== undefined && Math.abs(nearest) < CLAP_EVERY_MS / 2
    return isPair ? [nearest] : []
  })
}
