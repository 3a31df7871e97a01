import { EMPTY_ROOM, type ParticipantId, type RoomState, type TrackId } from '@visavis/protocol'
import { describe, expect, it } from 'vitest'
import { type NetworkReport, planStills, stillBytes } from './plan-stills.ts'

const [mira, tom, ann] = ['prt_mira', 'prt_tom', 'prt_ann'] as ParticipantId[] as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
]

/** Three people with a camera each. */
function room(change: { readonly muted?: ParticipantId; readonly gone?: ParticipantId } = {}) {
  const people = [mira, tom, ann]
  const participants = people.map((id) => {
    return [id, { id, presence: change.gone === id ? 'left' : 'connected' }]
  })
  const tracks = people.map((participant) => {
    const id = cameraOf(participant)
    const muted = change.muted === participant
    return [id, { id, participant, kind: 'video', source: 'camera', muted }]
  })
  return {
    ...EMPTY_ROOM,
    participants: Object.fromEntries(participants),
    tracks: Object.fromEntries(tracks),
  } as RoomState
}

function cameraOf(participant: ParticipantId): TrackId {
  return `trk_${participant}` as TrackId
}

function plan(reports: readonly (readonly [ParticipantId, NetworkReport])[], state = room()) {
  return planStills(state, new Map(reports))
}

describe('stills', () => {
  it('NET-2: come to who has no room, of everybody else', () => {
    const plans = plan([[mira, { isWeak: true, receiveBps: 10_000 }]])
    expect(plans.get(mira)?.stills).toEqual([cameraOf(tom), cameraOf(ann)])
    expect(plans.get(tom)).toEqual({
      weak: [mira],
      stills: [],
      held: [],
      wanted: [{ track: cameraOf(tom), bytes: 2_250 }],
      isThrifty: true,
    })
  })

  it('NET-2: come to everybody of who has no room to send', () => {
    const plans = plan([[mira, { isWeak: true, sendBps: 20_000 }]])
    expect(plans.get(tom)?.stills).toEqual([cameraOf(mira)])
    expect(plans.get(ann)?.stills).toEqual([cameraOf(mira)])
    expect(plans.get(mira)?.wanted).toEqual([{ track: cameraOf(mira), bytes: 4_500 }])
  })

  it('NET-2: leave no room for the sound of a screen', () => {
    const id = 'trk_sound' as TrackId
    const sound = { id, participant: tom, kind: 'audio', source: 'screen-audio', muted: false }
    const state = { ...room(), tracks: { ...room().tracks, [id]: sound } } as RoomState
    const plans = plan([[mira, { isWeak: true, receiveBps: 10_000 }]], state)
    expect(plans.get(mira)?.stills).not.toContain(id)
    expect(plans.get(mira)?.held).toEqual([cameraOf(tom), cameraOf(ann), id])
    expect(plans.get(ann)?.held).toEqual([])
  })

  it('NET-3: are as large as the weakest takes', () => {
    const plans = plan([
      [mira, { isWeak: true, receiveBps: 40_000 }],
      [tom, { isWeak: true, receiveBps: 10_000 }],
    ])
    expect(plans.get(ann)?.wanted).toEqual([{ track: cameraOf(ann), bytes: 2_250 }])
  })

  it('NET-6: are none of a camera that is off, and none for who left', () => {
    const reports = [[mira, { isWeak: true, receiveBps: 10_000 }]] as const
    expect(plan(reports, room({ muted: tom })).get(mira)?.stills).toEqual([cameraOf(ann)])
    expect(plan(reports, room({ gone: mira })).get(tom)?.wanted).toEqual([])
  })

  it('are none where networks are only weak', () => {
    const plans = plan([[mira, { isWeak: true }]])
    expect(plans.get(tom)).toEqual({
      weak: [mira],
      stills: [],
      held: [],
      wanted: [],
      isThrifty: false,
    })
  })

  it('have about 2 KB at 10 kbps beside a voice, and never less than a face needs', () => {
    expect(stillBytes(10_000)).toBe(2_250)
    expect(stillBytes(0)).toBe(1_100)
    expect(stillBytes(1_000_000_000)).toBe(60_000)
  })
})
