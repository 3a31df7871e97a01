import { newId, PROTOCOL_VERSION, type Result } from '@visavis/protocol'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { channel, claims } from '../../test/session-fixtures.ts'
import { MemorySessionDirectory } from './directory/memory-session-directory.ts'
import { SessionLifecycle, type SessionLifecycleOptions } from './session-lifecycle.ts'
import { Sessions } from './sessions.ts'

const WINDOW_MS = 30_000
const PERSON = newId('person')
const REPLY = { afterwards() {} }

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('SES-4 who comes back while their leaving waits for its turn keeps the session', async () => {
  const lifecycle = startLifecycle()
  const lost = channel()
  const { session, result } = await lifecycle.open(opening(), lost, REPLY)
  const busy = Promise.withResolvers<void>()
  void session.order.exclusive(() => busy.promise)
  lifecycle.detach(session, lost)
  vi.advanceTimersByTime(WINDOW_MS)
  const second = channel()
  const resuming = lifecycle.open(opening(result.resume), second, REPLY)
  await vi.waitUntil(() => session.channel === second)
  busy.resolve()
  const resumed = await resuming
  expect(session.ended).toBe(false)
  const again = await lifecycle.open(opening(resumed.result.resume), channel(), REPLY)
  expect(again.session).toBe(session)
})

function opening(resume?: Result<'session.open'>['resume']) {
  const proof = resume && { resume: { ...resume, seq: 0 } }
  return { token: 'of somebody', protocol: PROTOCOL_VERSION, ...proof }
}

/** Nobody here is in a room, so nothing of rooms and media is asked. */
function startLifecycle(): SessionLifecycle {
  const parts: Partial<SessionLifecycleOptions> = {
    verifier: { verify: async () => claims() },
    claimOnce: async () => true,
    personOf: async () => PERSON,
    sessions: new Sessions(),
    directory: new MemorySessionDirectory(),
    node: { rtpCapabilities: {} } as SessionLifecycleOptions['node'],
    iceServers: () => [],
    resumeWindowMs: WINDOW_MS,
    logger: pino({ level: 'silent' }),
  }
  return new SessionLifecycle(parts as SessionLifecycleOptions)
}
