import type { PersonId, RecordedPart, RecordingManifest, TrackId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { filterGraph } from './filter-graph.ts'
import { timelineOf } from './timeline.ts'

const ada = 'per_A' as PersonId
const bob = 'per_B' as PersonId

function part(track: string, from: number, to: number, more: Partial<RecordedPart> = {}) {
  const times = { startsAt: 1_000_000 + from, endsAt: 1_000_000 + to - 33 }
  return { file: `${track}-${from}.vvs`, track: track as TrackId, frames: 1, ...times, ...more }
}

function manifest(...parts: object[]): RecordingManifest {
  const tracks = [
    { track: 'a-camera', person: ada, kind: 'video', source: 'camera' },
    { track: 'a-voice', person: ada, kind: 'audio', source: 'microphone' },
    { track: 'b-voice', person: bob, kind: 'audio', source: 'microphone' },
  ]
  return { tracks, parts } as unknown as RecordingManifest
}

const looks = (manifests: RecordingManifest[]) =>
  timelineOf(manifests)?.lanes.map(({ kind, person, stretches }) => [
    ...[kind, person],
    stretches.map((one) => [one.from, one.to, one.kind === 'gap' ? one.look : 'part']),
  ])

test('every gap is in its place and says why it is there, over all takes', () => {
  const first = manifest(
    part('a-camera', 0, 2_000, { endedBy: 'paused' }),
    part('a-camera', 3_000, 5_000, { endedBy: 'recorder-lost' }),
    part('b-voice', 1_000, 10_000, { endedBy: 'stopped' }),
  )
  const second = manifest(part('a-camera', 6_000, 9_000, { endedBy: 'track-ended' }))
  const whole = [
    [0, 2_000, 'part'],
    [2_000, 3_000, 'paused'],
    [3_000, 5_000, 'part'],
    [5_000, 6_000, 'lost'],
    [6_000, 9_000, 'part'],
    [9_000, 10_000, 'absent'],
  ]
  expect(looks([first, second])).toEqual([
    ['picture', ada, whole],
    [
      'voice',
      bob,
      [
        [0, 1_000, 'absent'],
        [1_000, 10_000, 'part'],
      ],
    ],
    ['picture', bob, [[0, 10_000, 'absent']]],
  ])
})

test('a moment that two files have is shown once, and who is erased is not in it', () => {
  const twice = manifest(
    part('a-camera', 0, 3_000, { endedBy: 'recorder-lost' }),
    part('a-camera', 2_000, 4_000, { endedBy: 'stopped' }),
    part('b-voice', 0, 8_000, { endedBy: 'stopped' }),
  )
  const lane = timelineOf([twice], (person) => person === ada)?.lanes[0]
  expect(lane?.stretches).toMatchObject([{ to: 3_000 }, { from: 3_000, to: 4_000, skipMs: 1_000 }])
  expect(timelineOf([twice], () => false)).toBeUndefined()
})

test('names cannot leave their place in the graph', () => {
  const timeline = timelineOf([manifest(part('a-camera', 0, 1_000, { endedBy: 'stopped' }))])
  if (!timeline) throw new Error('empty')
  const { script } = filterGraph(timeline, new Map([[ada, "O'Neil:[x],;\\\n"]]))
  expect(script).toContain(String.raw`text=O\\\'Neil\\:\[x\]\,\;\\\\ [cell0]`)
})
