import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Caller } from '@visavis/load-tests/recording'
import { newId, type RecordingId, type TenantId, type TokenRequest } from '@visavis/protocol'
import { pictureSource, toneSource } from '@visavis/sfu/testing'
import type { Stack } from '../src/index.ts'

const STORED_MS = 20_000
export const TENANT = 'demo' as TenantId

export interface RecordedCall {
  readonly recording: RecordingId
  readonly room: Caller['room']
}

/** A short call of an advisor with a camera and a shopper with a voice, recorded and stored. */
export async function recordCall(
  stack: Stack,
  { seconds = 3, pauseSeconds = 0, message = 'Where is the plug?' } = {},
): Promise<RecordedCall> {
  const room = await stack.signaling.context.calls.createRoom(TENANT, { capacity: 4 })
  using ada = await join(stack, room, { role: 'advisor', identity: 'ada', name: 'Ada Advisor' })
  using bob = await join(stack, room, { role: 'shopper', identity: 'bob', name: 'Bob Shopper' })
  using voice = toneSource(440)
  using picture = pictureSource(640, 360)
  using other = toneSource(880)
  await ada.publish('camera', picture.track)
  await ada.publish('microphone', voice.track)
  await bob.publish('microphone', other.track)
  const recording = await ada.record()
  await bob.consent(recording)
  await bob.until((one) => one.recording?.phase.kind === 'on')
  await bob.request('message.post', { message: newId('message'), text: message })
  await delay(seconds * 1_000)
  if (pauseSeconds > 0) {
    await ada.request('recording.pause', { recording })
    await delay(pauseSeconds * 1_000)
    await ada.request('recording.resume', { recording })
    await delay(seconds * 1_000)
  }
  await ada.request('recording.stop', { recording })
  await isStored(stack, recording)
  return { recording, room }
}

/** Waits until its last take has ended in the store, and nothing of it is still to be written there. */
export async function isStored(
  { recorder, signaling }: Stack,
  recording: RecordingId,
): Promise<void> {
  const spool = resolve(signaling.context.settings.dataDir, 'recording-spool')
  const giveUpAt = Date.now() + STORED_MS
  while (Date.now() < giveUpAt) {
    const manifests = await recorder?.life.manifests({ tenant: TENANT, recording }).catch(() => [])
    const isEnded = manifests?.some(({ endedAt }) => endedAt !== null)
    if (isEnded && (await readdir(spool)).length === 0) return
    await delay(50)
  }
  throw new Error('The recording does not reach the store')
}

/** Somebody in a room of the stack, with all rights. */
export async function join(
  stack: Stack,
  room: RecordedCall['room'],
  request: TokenRequest,
): Promise<Caller> {
  const { issuer } = stack.signaling.context
  const grants = { room, roomJoin: true, canPublish: true, canSubscribe: true, roomRecord: true }
  const { token } = await issuer.issue(TENANT, { ...request, grants })
  const url = `${stack.url.replace('http', 'ws')}/v1/socket`
  return Caller.join({ url, token, room })
}
