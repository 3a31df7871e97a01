import {
  EMPTY_ROOM,
  type MessageId,
  type ParticipantId,
  type PersonId,
  type RoomState,
  type TicketId,
  type TrackId,
} from '@visavis/protocol'
import { describe, expect, it } from 'vitest'
import type { RemoteTrack } from '../tracks.ts'
import { GOOD_NETWORK } from '../weak/network-state.ts'
import { type CallFacts, type RoomFacts, roomView } from './room-view.ts'

const me = 'par_me' as ParticipantId
const them = 'par_them' as ParticipantId

const state: RoomState = {
  ...EMPTY_ROOM,
  seq: 4,
  kind: 'guidance',
  ticket: { id: 'tkt_1' as TicketId, product: null, locale: null, openedAt: 1, status: 'accepted' },
  participants: {
    [me]: participant(me, 'shopper', null),
    [them]: participant(them, 'advisor', 'Mira Lindqvist'),
  },
  messages: [
    { id: 'msg_1' as MessageId, seq: 3, at: 10, participant: them, text: 'Hello' },
    { id: 'msg_2' as MessageId, seq: 4, at: 20, participant: me, text: null },
  ],
}

function participant(id: ParticipantId, role: 'shopper' | 'advisor', name: string | null) {
  const person = 'per_1' as PersonId
  return {
    id,
    person,
    role,
    name,
    badge: null,
    locale: null,
    presence: 'connected' as const,
    awaySince: null,
    leftBecause: null,
  }
}

function track(source: RemoteTrack['source'], muted = false): RemoteTrack {
  const kind = source === 'camera' || source === 'screen' ? 'video' : 'audio'
  const media = { kind } as MediaStreamTrack
  return { id: `trk_${source}` as TrackId, participant: them, source, kind, track: media, muted }
}

function view(room: Partial<RoomFacts> = {}, facts: Partial<CallFacts> = {}) {
  return roomView({
    room: {
      participant: me,
      state,
      connection: 'connected',
      remoteTracks: new Map(),
      network: GOOD_NETWORK,
      nextCamera: null,
      outbox: [],
      ended: null,
      ...room,
    },
    client: { name: 'open' },
    isOffline: false,
    nextCamera: null,
    stills: new Map(),
    camera: { state: 'off' },
    microphone: { state: 'off' },
    screen: { state: 'off' },
    isSoundBlocked: false,
    isPictureStill: false,
    recording: { canControl: false, isBusy: false, notice: null, receipt: null },
    toLocal: (at) => at,
    ...facts,
  })
}

function tracks(...list: RemoteTrack[]): ReadonlyMap<TrackId, RemoteTrack> {
  return new Map(list.map((entry) => [entry.id, entry]))
}

describe('phase', () => {
  it('follows the ticket', () => {
    const waiting = {
      ...state,
      ticket: state.ticket && { ...state.ticket, status: 'waiting' as const },
    }
    expect(view({ state: waiting }).phase).toBe('waiting')
    expect(view().phase).toBe('in-call')
    expect(view({ state: { ...state, ended: { at: 9, reason: 'advisor-left' } } }).phase).toBe(
      'ended',
    )
    expect(roomView({ ...facts(), room: null }).phase).toBe('connecting')
  })

  function facts(): CallFacts {
    return {
      room: null,
      client: { name: 'connecting' },
      isOffline: false,
      nextCamera: null,
      stills: new Map(),
      camera: { state: 'off' },
      microphone: { state: 'off' },
      screen: { state: 'off' },
      isSoundBlocked: true,
      isPictureStill: false,
      recording: { canControl: false, isBusy: false, notice: null, receipt: null },
      toLocal: (at) => at,
    }
  }
})

describe('the clock', () => {
  it('counts from when the two met, by this device', () => {
    expect(view().startedAt).toBeNull()
    const met = { ...state, metAt: 40_000 }
    expect(view({ state: met }).startedAt).toBe(40_000)
    expect(view({ state: met }, { toLocal: (at) => at + 90_000 }).startedAt).toBe(130_000)
  })
})

describe('a weak network', () => {
  const network = { ...GOOD_NETWORK, weak: [them], stills: ['trk_camera' as TrackId] }
  const stills = new Map([['trk_camera' as TrackId, new Blob(['still'])]])
  const seen = (camera: RemoteTrack) =>
    view({ network, remoteTracks: new Map([[camera.id, camera]]) }, { stills })

  it('is said of whom it is, with stills in place of video', () => {
    const call = seen(track('camera'))
    expect(call.isPeerWeak).toBe(true)
    expect(call.pictures).toEqual({ receiving: 'stills', sending: 'video' })
    expect(call.stills.camera).toBeInstanceOf(Blob)
  })

  it('leaves no still of a camera that is off', () => {
    expect(seen(track('camera', true)).stills.camera).toBeNull()
  })
})

describe('connection', () => {
  it('is the worse of socket and media', () => {
    expect(view().connection).toBe('connected')
    expect(view({ network: { ...GOOD_NETWORK, isWeak: true } }).connection).toBe('weak')
    expect(view({ connection: 'failed' }).connection).toBe('failed')
    const client = { name: 'reconnecting', attempt: 1, reason: 'heartbeat-lost' } as const
    expect(view({ connection: 'connected' }, { client }).connection).toBe('reconnecting')
    expect(view({}, { client }).trouble).toBe('network')
    expect(view({}, { client: { ...client, reason: 'shutting-down' } }).trouble).toBe('service')
    expect(view({}, { client, isOffline: true }).trouble).toBe('offline')
    expect(view({ connection: 'reconnecting' }).trouble).toBe('media')
  })
})

describe('the other side', () => {
  it('has name, role, and a microphone that may be muted', () => {
    const { peer } = view({ remoteTracks: tracks(track('microphone', true)) })
    expect(peer).toMatchObject({ name: 'Mira Lindqvist', role: 'advisor', isMuted: true })
  })

  it('that is away keeps its place for half a minute, by this device', () => {
    const away = {
      ...participant(them, 'advisor', 'Mira Lindqvist'),
      presence: 'disconnected' as const,
      awaySince: 5_000,
    }
    const participants = { ...state.participants, [them]: away }
    const { peer } = view({ state: { ...state, participants } }, { toLocal: (at) => at + 100 })
    expect(peer).toMatchObject({ presence: 'disconnected', awayUntil: 35_100 })
    expect(view().peer).toMatchObject({ awayUntil: null, wasLost: false })
  })

  it('shows camera and screen, but not a muted camera', () => {
    const both = view({ remoteTracks: tracks(track('camera'), track('screen')) }).remote
    expect([both.camera?.kind, both.screen?.kind]).toEqual(['video', 'video'])
    expect(view({ remoteTracks: tracks(track('camera', true)) }).remote.camera).toBeNull()
  })
})

describe('messages', () => {
  it('are those of the log, erased ones without text, then those on their way', () => {
    const outbox = [{ id: 'msg_3' as MessageId, text: 'And?', status: 'sending' as const }]
    expect(view({ outbox }).messages).toMatchObject([
      { text: 'Hello', isMine: false, author: { name: 'Mira Lindqvist' }, status: 'sent' },
      { text: null, isMine: true, status: 'sent' },
      { text: 'And?', isMine: true, status: 'sending', at: null },
    ])
  })
})
