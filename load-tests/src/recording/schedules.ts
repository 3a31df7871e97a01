import { EMPTY_ROOM, foldRoom, type ParticipantId, recordableOf } from '@visavis/protocol'
import { toneSource } from '@visavis/sfu/testing'
import { progress, summarize } from '../report/index.ts'
import type { Caller } from './caller.ts'
import { LastPackets } from './last-packets.ts'
import type { Measured } from './measured.ts'
import type { RecordedFiles } from './open-recorded.ts'
import type { RecordingWorld } from './recording-world.ts'
import { sleep } from './sleep.ts'

const AT_ONCE = 4
/** What the times of files and of the log may differ by: packets on the way, and clocks in milliseconds. */
const TOLERANCE_MS = 25

export interface Allowed {
  readonly from: number
  readonly to: number
}

interface Played {
  readonly recording: string
  readonly allowed: ReadonlyMap<ParticipantId, readonly Allowed[]>
}

/** Random lives of rooms, with real media and a recorder of its own; then every file is held against the log. */
export async function measureSchedules(world: RecordingWorld, count: number): Promise<Measured> {
  const packets = new LastPackets()
  await using recorder = await world.startRecorder((line) => packets.read(line))
  const played: Played[] = []
  for (let done = 0; done < count; done += AT_ONCE) {
    const now = Math.min(AT_ONCE, count - done)
    played.push(...(await Promise.all(Array.from({ length: now }, () => play(world)))))
    progress(`schedule ${done + now} of ${count}`)
  }
  await sleep(4_000)
  await recorder[Symbol.asyncDispose]()
  return judge(world, played, packets)
}

async function play(world: RecordingWorld): Promise<Played> {
  const policy = Math.random() < 0.5 ? 'all-parties' : 'record-consenting-only'
  const room = await world.openRoom(policy)
  using undo = new DisposableStack()
  const enter = async () => {
    const caller = undo.use(await world.join(room))
    const tone = undo.use(toneSource(300 + 500 * Math.random()))
    await caller.publish('microphone', tone.track)
    return caller
  }
  const people = [await enter(), await enter()]
  const [ada] = people
  if (!ada) throw new Error('nobody is there')
  const recording = await ada.record()
  const consented = new Set<Caller>([ada])
  for (let step = 0; step < 7; step++) {
    await sleep(100 + 900 * Math.random())
    const one = people[Math.floor(Math.random() * people.length)]
    if (!one) continue
    if (Math.random() < 0.15 && people.length < 4) people.push(await enter())
    else if (consented.has(one) && Math.random() < 0.4) {
      consented.delete(one)
      // Over, where nobody is left who consents.
      await one.withdraw(recording).catch(() => {})
    } else {
      consented.add(one)
      await one.consent(recording).catch(() => {})
    }
  }
  await sleep(700)
  await ada.request('recording.stop', { recording }).catch(() => {})
  await sleep(300)
  return { recording, allowed: allowedIn(ada) }
}

/** From the log alone. */
function allowedIn({ events }: Caller): Map<ParticipantId, Allowed[]> {
  const allowed = new Map<ParticipantId, Allowed[]>()
  let state = EMPTY_ROOM
  let before: ReadonlySet<ParticipantId> = new Set()
  for (const event of events) {
    state = foldRoom(state, [event])
    const now = recordableOf(state)
    for (const id of without(now, before)) {
      const stretches = allowed.get(id) ?? []
      allowed.set(id, [...stretches, { from: event.at, to: Number.POSITIVE_INFINITY }])
    }
    for (const id of without(before, now)) {
      const stretches = allowed.get(id) ?? []
      const last = stretches.pop()
      if (last) allowed.set(id, [...stretches, { ...last, to: event.at }])
    }
    before = now
  }
  return allowed
}

async function judge(
  world: RecordingWorld,
  played: readonly Played[],
  packets: LastPackets,
): Promise<Measured> {
  await using recorded = await world.files()
  let [outside, parts] = [0, 0]
  const beginnings: number[] = []
  const endings: number[] = []
  for (const { recording, allowed } of played) {
    for (const { part, manifest } of recorded.files) {
      if (manifest.recording !== recording) continue
      parts += 1
      const whose = manifest.tracks.find(({ track }) => track === part.track)?.participant
      const stretches = (whose && allowed.get(whose)) ?? []
      const mine = stretches.find(
        ({ from, to }) => part.startsAt >= from - TOLERANCE_MS && part.endsAt <= to + TOLERANCE_MS,
      )
      if (!mine) outside += 1
      else {
        beginnings.push(part.startsAt - mine.from)
        if (Number.isFinite(mine.to)) endings.push(part.endsAt - mine.to)
      }
    }
  }
  const { p50, max } = summarize(beginnings)
  const late = packets.after(endedTimes(recorded, played))
  const figures = [
    {
      figure: 'recording.schedules.parts-outside-consent',
      value: outside,
      unit: 'parts',
      reach: { atMost: 0 },
      n: parts,
    },
    {
      figure: 'recording.consent-to-first-frame.p50',
      value: p50,
      unit: 'ms',
      n: beginnings.length,
    },
    {
      figure: 'recording.consent-to-first-frame.max',
      value: max,
      unit: 'ms',
      reach: { atMost: 1_000 },
      n: beginnings.length,
    },
    {
      figure: 'recording.last-frame-after-event.max',
      value: Math.max(...endings),
      unit: 'ms',
      reach: { atMost: TOLERANCE_MS },
      n: endings.length,
    },
    {
      figure: 'recording.last-packet-after-event.max',
      value: Math.max(...late),
      unit: 'ms',
      reach: { atMost: 500 },
      n: late.length,
    },
  ]
  const values = {
    'consent to first frame': beginnings,
    'event to last frame': endings,
    'event to last packet': late,
  }
  return { figures, values }
}

/** When each track might not be recorded any more. */
function endedTimes(recorded: RecordedFiles, played: readonly Played[]): Map<string, number[]> {
  const times = new Map<string, number[]>()
  for (const { recording, tracks } of recorded.manifests) {
    const allowed = played.find((one) => one.recording === recording)?.allowed
    for (const { track, participant } of tracks) {
      const ends = allowed?.get(participant)?.map(({ to }) => to) ?? []
      times.set(track, ends.filter(Number.isFinite))
    }
  }
  return times
}

function without<T>(some: ReadonlySet<T>, others: ReadonlySet<T>): T[] {
  return [...some].filter((one) => !others.has(one))
}
