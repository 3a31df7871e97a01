import { RecordedFiles } from '@visavis/load-tests/recording'
import { newId, type RecordedPart } from '@visavis/protocol'
import { createRecorder, openKeyRing, openRecordingStore } from '@visavis/recorder'
import { loudness, probe } from '@visavis/recorder/testing'
import { pictureSource, toneSource } from '@visavis/sfu/testing'
import { createLogger } from '@visavis/signaling'
import { expect, test } from 'vitest'
import { type Stack, startDemo } from '../src/index.ts'
import { isStored, join, TENANT } from './recorded-call.ts'

test('REC-1, REC-8: a call is recorded while all consent, and nothing of it before or after', async () => {
  await using stack = await startDemo({ pages: false })
  const room = await stack.signaling.context.calls.createRoom(TENANT, { capacity: 4 })
  using ada = await join(stack, room, { role: 'advisor', identity: 'ada' })
  using bob = await join(stack, room, { role: 'shopper', identity: 'bob' })
  using voice = toneSource(440)
  using picture = pictureSource(640, 360)
  using other = toneSource(880)
  const camera = await ada.publish('camera', picture.track)
  await ada.publish('microphone', voice.track)
  await bob.publish('microphone', other.track)
  const recording = await ada.record()
  await bob.consent(recording)
  const { recording: state } = await bob.until((one) => one.recording?.phase.kind === 'on')
  const since = state?.since ?? 0
  await sleep(3_000)
  const withdrawnAt = await bob.withdraw(recording)
  await sleep(1_200)
  await ada.request('recording.stop', { recording })
  await isStored(stack, recording)
  await using recorded = await openFiles(stack)
  const [manifest] = recorded.manifests
  expect(recorded.manifests).toHaveLength(1)
  expect(manifest).toMatchObject({ recording, room, retentionDays: 30 })
  expect(manifest?.pauses).toMatchObject([{ from: withdrawnAt, because: 'consent' }])
  expect(recorded.files).toHaveLength(3)
  for (const { part, path } of recorded.files) {
    expect(part).toMatchObject({ endedBy: 'consent', isComplete: true })
    expect(part.startsAt).toBeGreaterThanOrEqual(since - 30)
    expect(part.startsAt).toBeLessThan(since + 1_500)
    expect(part.endsAt).toBeLessThanOrEqual(withdrawnAt + 30)
    const { complaints, frames } = await probe(path)
    expect({ complaints, frames }).toEqual({ complaints: '', frames: part.frames })
  }
  const sound = recorded.files.filter(({ part }) => part.codec === 'opus')
  const heard = await Promise.all(sound.map(({ path }) => loudness(path, 880)))
  expect(heard.filter((decibels) => decibels > -30)).toHaveLength(1)
  expect(pictureOf(recorded.files.map(({ part }) => part))).toMatchObject({ track: camera })
})

test('REC-8: what one recorder has no ports for is given back, and another takes it', async () => {
  const elsewhere = '192.0.2.1'
  await using stack = await startDemo({
    pages: false,
    env: { VISAVIS_RECORDER_ADDRESS: elsewhere },
  })
  const { calls, issuer, settings } = stack.signaling.context
  const room = await calls.createRoom(TENANT, { capacity: 4 })
  await using ada = await join(stack, room, { role: 'advisor', identity: 'ada' })
  const recording = await ada.record()
  const releases = () => ada.events.filter(({ type }) => type === 'recorder-released').length
  await ada.until(() => releases() === 1)
  const logger = createLogger({ level: 'silent' })
  await using other = await createRecorder({ ...settings, recorderAddress: '127.0.0.1' }, logger)
  other.serve(async () => {
    const issued = await issuer.issue(TENANT, { identity: 'other', role: 'recorder' })
    return { ...issued, url: `${stack.url.replace('http', 'ws')}/v1/socket`, isOwn: true }
  })
  await ada.until((one) => one.recording?.recorder === other.name)
  expect(releases()).toBeLessThan(4)
  await ada.request('recording.stop', { recording })
})

test('REC-8: what is asked for late in a long log is recorded as people were told', async () => {
  await using stack = await startDemo({
    pages: false,
    env: { VISAVIS_MESSAGES_PER_SECOND: '1000' },
  })
  const room = await stack.signaling.context.calls.createRoom(TENANT, { capacity: 4 })
  using ada = await join(stack, room, { role: 'advisor', identity: 'ada' })
  const text = 'What I have tried so far. '.repeat(150)
  for (let count = 0; count < 80; count++) {
    await ada.request('message.post', { message: newId('message'), text })
  }
  using late = await join(stack, room, { role: 'advisor', identity: 'late' })
  using voice = toneSource(440)
  await late.publish('microphone', voice.track)
  const recording = await ada.record()
  await late.consent(recording)
  const { recording: state } = await late.until((one) => one.recording?.phase.kind === 'on')
  await sleep(2_500)
  await ada.request('recording.stop', { recording })
  await isStored(stack, recording)
  await using recorded = await openFiles(stack)
  expect(recorded.manifests).toHaveLength(1)
  const [manifest] = recorded.manifests
  expect(manifest).toMatchObject({ recording, retentionDays: 30 })
  expect(manifest?.startedAt).toBeGreaterThan((state?.since ?? 0) - 1_000)
  expect(recorded.files).toHaveLength(1)
})

test('a recorder goes on beyond the end of its second token', async () => {
  await using stack = await startDemo({ pages: false, env: { VISAVIS_RECORDER: 'false' } })
  const { issuer, settings } = stack.signaling.context
  await using recorder = await createRecorder(settings, createLogger({ level: 'silent' }))
  let tokens = 0
  recorder.serve(async () => {
    tokens += 1
    const issued = await issuer.issue(TENANT, { identity: 'recorder', role: 'recorder' })
    // As if it ended in a minute: another is asked for at once.
    const expiresAt = Date.now() + 60_000
    return {
      ...issued,
      expiresAt,
      url: `${stack.url.replace('http', 'ws')}/v1/socket`,
      isOwn: true,
    }
  })
  await expect.poll(() => tokens, { timeout: 15_000 }).toBeGreaterThan(3)
})

function pictureOf(parts: readonly RecordedPart[]): RecordedPart | undefined {
  return parts.find(({ codec }) => codec === 'vp8')
}

async function openFiles({ signaling }: Stack): Promise<RecordedFiles> {
  const { settings } = signaling.context
  const [store, keys] = [await openRecordingStore(settings), openKeyRing(settings)]
  return RecordedFiles.open({ store, keys, tenant: TENANT })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
