import { writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RecordingDetails, VerificationStep } from '@visavis/protocol'
import { openKeyRing } from '@visavis/recorder'
import { toneSource } from '@visavis/sfu/testing'
import { expect, test } from 'vitest'
import { startDemo } from '../src/index.ts'
import { isStored, join, recordCall, TENANT } from './recorded-call.ts'
import { ReviewApi } from './review-api.ts'

test('somebody is erased while they are recorded: nothing of them opens, then or later', async () => {
  await using stack = await startDemo({ pages: false })
  const { calls, settings } = stack.signaling.context
  const api = await ReviewApi.open(stack)
  const room = await calls.createRoom(TENANT, { capacity: 4 })
  using ada = await join(stack, room, { role: 'advisor', identity: 'ada' })
  using bob = await join(stack, room, { role: 'shopper', identity: 'bob' })
  using voice = toneSource(440)
  using other = toneSource(880)
  await ada.publish('microphone', voice.track)
  await bob.publish('microphone', other.track)
  const recording = await ada.record()
  await bob.consent(recording)
  await bob.until((one) => one.recording?.phase.kind === 'on')
  await delay(2_000)
  const details: RecordingDetails = await api.get(`/v1/recordings/${recording}`)
  expect(details).toMatchObject({ status: 'recording', tracks: [] })
  const person = details.people.find(({ role }) => role === 'shopper')?.person
  if (!person) throw new Error('Nobody shops')
  const erased = await api.post(`/v1/people/${person}/erase`)
  expect(erased.deletions).toMatchObject([{ recording, files: [], keysDestroyed: [person] }])
  await ada.request('recording.stop', { recording })
  await isStored(stack, recording)
  const after: RecordingDetails = await api.get(`/v1/recordings/${recording}`)
  const lost = after.tracks.map((track) => [track.person === person, track.isErased])
  expect(lost).toEqual(expect.arrayContaining([...lost, [true, true], [false, false]]))
  const { links } = await api.post(`/v1/recordings/${recording}/links`)
  expect(links).toHaveLength(1)
  expect((await fetch(new URL(links[0].url, stack.url))).status).toBe(200)
  const opening = openKeyRing(settings).open({ tenant: TENANT, recording, person })
  await expect(opening).rejects.toMatchObject({ code: 'recording-erased' })
})

test('a manifest that cannot be read is named, and stops neither the list nor an erasure', async () => {
  await using stack = await startDemo({ pages: false })
  const [damaged, whole] = [await recordCall(stack), await recordCall(stack)]
  const api = await ReviewApi.open(stack)
  const { dataDir } = stack.signaling.context.settings
  const details: RecordingDetails = await api.get(`/v1/recordings/${damaged.recording}`)
  const take = details.tracks[0]?.parts[0]?.take ?? ''
  const folder = joinPath(dataDir, 'recordings', TENANT, damaged.recording, take)
  await writeFile(joinPath(folder, 'manifest.json'), '{"version":')
  expect((await api.get('/v1/recordings')).recordings).toHaveLength(2)
  const verification = await api.fetch(`/v1/recordings/${damaged.recording}/verification`)
  const steps = (await verification.text()).trim().split('\n')
  const wrong = steps
    .map((line): VerificationStep => JSON.parse(line))
    .filter(({ isRight }) => !isRight)
  expect(wrong).toMatchObject([{ name: `${take}/manifest.json`, problem: 'recording-damaged' }])
  const person = details.people.find(({ role }) => role === 'shopper')?.person
  const { deletions } = await api.post(`/v1/people/${person}/erase`)
  const erased = deletions.map(({ recording }: { recording: string }) => recording)
  expect(erased.toSorted()).toEqual([damaged.recording, whole.recording].toSorted())
  await stack.recorder?.sweep()
})
