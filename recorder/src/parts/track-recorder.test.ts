import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RecordedPart } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { MediaClock } from '../rtp/media-clock.ts'
import { TrackRecorder } from './track-recorder.ts'

const CLOCK_RATE = 48_000
const TURN = 2 ** 32
/** Shorter than the silence that ends a part. */
const STEP_MS = 20_000

test('REC-8: a part that grew too long is followed by another, also where the timestamps began anew in it', async () => {
  await using folder = await temporaryFolder()
  const [parts, failures]: [RecordedPart[], unknown[]] = [[], []]
  const ids = { track: newId('track'), participant: newId('participant'), person: newId('person') }
  const recorder = new TrackRecorder({
    track: { ...ids, kind: 'audio', source: 'microphone' },
    format: {
      ...{ ssrc: 7, payloadType: 111, clockRate: CLOCK_RATE, depacketizer: undefined },
      codec: { kind: 'audio', channels: 2 },
    },
    folder: {
      ...{ folder: folder.path, dataKey: randomBytes(32) },
      nextFile: () => ({ file: `${newId('track')}.vvs`, name: 'acme/rec/take/part' }),
      onBegin: () => {},
      onEnd: (part) => void parts.push(part),
      onFailure: (error) => void failures.push(error),
    },
    clock: new MediaClock(),
    toServerTime: (local) => local,
  })
  // Ten minutes and a part of another ten; the turn comes after the first minute.
  const first = TURN - (60 * CLOCK_RATE - 1)
  for (let number = 0; number < 40; number += 1) {
    const atMs = number * STEP_MS
    const timestamp = (first + (atMs / 1_000) * CLOCK_RATE) % TURN
    const payload = randomBytes(40)
    recorder.push(
      { ...{ payloadType: 111, marker: false, ssrc: 7 }, sequence: number, timestamp, payload },
      atMs,
    )
  }
  await recorder.close('stopped')
  expect(failures).toEqual([])
  // Either may be the first on the disk.
  parts.sort((one, other) => one.startsAt - other.startsAt)
  expect(parts.map(({ endedBy }) => endedBy)).toEqual(['rotated', 'stopped'])
  expect(parts.reduce((sum, { frames }) => sum + frames, 0)).toBe(40)
  expect(parts.at(-1)?.endsAt).toBe(39 * STEP_MS)
})

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-parts-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
