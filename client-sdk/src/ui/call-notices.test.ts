import { describe, expect, it } from 'vitest'
import { callNotices } from './call-notices.ts'
import { type CallView, EMPTY_CALL } from './call-view.ts'

const talking: CallView = {
  ...EMPTY_CALL,
  phase: 'in-call',
  connection: 'connected',
  peer: {
    role: 'advisor',
    name: 'Mira',
    badge: null,
    presence: 'connected',
    awayUntil: null,
    wasLost: false,
    isMuted: false,
  },
}

function ids(change: Partial<CallView>): string[] {
  return callNotices({ ...talking, ...change }).map(({ id }) => id)
}

describe('a call says', () => {
  it('nothing while all is well', () => {
    expect(ids({})).toEqual([])
  })

  it.each(['permission-denied', 'device-in-use', 'device-not-found', 'not-supported'] as const)(
    'once what is wrong with the devices: %s',
    (trouble) => {
      const failed = { state: 'failed', trouble } as const
      expect(ids({ camera: failed, microphone: failed })).toEqual([trouble])
    },
  )

  it('that the sound needs a click', () => {
    const [notice] = callNotices({ ...talking, sound: 'blocked' })
    expect(notice?.action?.testId).toBe('start-audio')
  })

  it('that the connection suffers', () => {
    expect(ids({ connection: 'weak' })).toEqual(['weak'])
    expect(ids({ connection: 'weak', isPeerWeak: true })).toEqual(['weak'])
    expect(ids({ connection: 'connected', isPeerWeak: true })).toEqual(['peer-weak'])
    expect(ids({ connection: 'connected', isPeerWeak: true, isPictureStill: true })).toEqual([
      'peer-interrupted',
    ])
    expect(ids({ connection: 'weak', isPictureStill: true })).toEqual(['weak'])
    expect(ids({ connection: 'reconnecting' })).toEqual(['reconnecting'])
    expect(ids({ connection: 'failed' })).toEqual(['failed'])
  })

  it('that one shares the screen, with a way to stop', () => {
    const track = {} as MediaStreamTrack
    const [notice] = callNotices({ ...talking, screen: { state: 'on', track } })
    expect(notice).toMatchObject({ id: 'sharing', canDismiss: false })
    expect(notice?.action).toMatchObject({
      testId: 'stop-sharing',
      action: { type: 'toggle-screen' },
    })
  })

  it('that sharing failed', () => {
    expect(ids({ screen: { state: 'failed' } })).toEqual(['share-failed'])
  })

  it('nothing any more once it is over', () => {
    expect(ids({ phase: 'ended', connection: 'failed', sound: 'blocked' })).toEqual([])
  })
})
