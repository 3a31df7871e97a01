import { gapsOf, type RecordingId } from '@visavis/protocol'
import { probe } from '@visavis/recorder/testing'
import { toneSource } from '@visavis/sfu/testing'
import { progress } from '../report/index.ts'
import type { Child } from './child.ts'
import type { Measured } from './measured.ts'
import type { RecordingWorld } from './recording-world.ts'
import { sleep } from './sleep.ts'

interface Kill {
  readonly recording: RecordingId
  readonly recorder: string
  readonly at: number
}

/** Kills whoever records, again and again, while another stands by. */
export async function measureKills(world: RecordingWorld, count: number): Promise<Measured> {
  const recorders = [await world.startRecorder(), await world.startRecorder()]
  const kills: Kill[] = []
  for (let turn = 0; turn < count; turn++) {
    const kill = await killOnce(world, recorders)
    kills.push(kill)
    progress(`kill ${turn + 1} of ${count}`)
    recorders.push(await world.startRecorder())
  }
  await until(async () => {
    await using files = await world.files()
    const ids = new Set(kills.map(({ recording }) => recording))
    const takes = files.manifests.filter((one) => ids.has(one.recording) && one.endedAt !== null)
    return takes.length >= 2 * count
  })
  for (const recorder of recorders) await recorder[Symbol.asyncDispose]()
  return judge(world, kills)
}

async function killOnce(world: RecordingWorld, recorders: readonly Child[]): Promise<Kill> {
  const room = await world.openRoom()
  using ada = await world.join(room)
  using bob = await world.join(room)
  using tone = toneSource(440)
  using other = toneSource(880)
  await ada.publish('microphone', tone.track)
  await bob.publish('microphone', other.track)
  const recording = await ada.record()
  await bob.consent(recording)
  const state = await ada.until(
    (one) => one.recording?.phase.kind === 'on' && one.recording.recorder !== null,
  )
  const recorder = state.recording?.recorder ?? ''
  const victim = recorders.find(({ ready }) => ready === recorder)
  if (!victim) throw new Error(`${recorder} is none of ours`)
  await sleep(2_500 + 2_000 * Math.random())
  const at = Date.now()
  await victim.kill()
  await ada.until((one) => (one.recording?.recorder ?? recorder) !== recorder)
  await sleep(2_500)
  await ada.request('recording.stop', { recording })
  return { recording, recorder, at }
}

async function judge(world: RecordingWorld, kills: readonly Kill[]): Promise<Measured> {
  await using recorded = await world.files()
  const lostMs: number[] = []
  let [unplayable, withoutGap] = [0, 0]
  for (const { recording, recorder, at } of kills) {
    const files = recorded.files.filter(({ manifest }) => manifest.recording === recording)
    const last = files.filter(({ manifest }) => manifest.recorder === recorder)
    for (const { part } of last) lostMs.push(at - part.endsAt)
    if (last.length === 0) lostMs.push(Number.POSITIVE_INFINITY)
    for (const { part, path } of files) {
      const { frames } = await probe(path)
      if (frames === 0 || frames < part.frames - 1) unplayable += 1
    }
    const manifests = recorded.manifests.filter((one) => one.recording === recording)
    const gaps = gapsOf(manifests).filter(({ reason }) => reason === 'recorder-lost')
    if (gaps.length < 2) withoutGap += 1
  }
  const n = kills.length
  const figures = [
    {
      figure: 'recording.killed.lost.max',
      value: Math.max(...lostMs) / 1_000,
      unit: 's',
      reach: { atMost: 2 },
      n,
    },
    {
      figure: 'recording.killed.unplayable',
      value: unplayable,
      unit: 'parts',
      reach: { atMost: 0 },
      n,
    },
    {
      figure: 'recording.killed.without-gap',
      value: withoutGap,
      unit: 'recordings',
      reach: { atMost: 0 },
      n,
    },
  ]
  return { figures, values: { 'lost by a kill': lostMs } }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const latest = Date.now() + 30_000
  while (!(await isSo()) && Date.now() < latest) await sleep(500)
}
