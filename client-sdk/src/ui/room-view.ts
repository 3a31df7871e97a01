import { LIMITS, type RoomState, type TrackId } from '@visavis/protocol/browser'
import type { ClientState } from '../client-state.ts'
import type { Room } from '../room/room.ts'
import type { RemoteTrack } from '../tracks.ts'
import {
  type CallView,
  type ChatEntry,
  type ConnectionQuality,
  type ConnectionTrouble,
  EMPTY_CALL,
  type OwnDevice,
  type OwnScreen,
  type PeerView,
} from './call-view.ts'
import { type RecordingFacts, recordingView } from './recording-view.ts'

/** What of a room the view is made of. */
export type RoomFacts = Pick<
  Room,
  | 'participant'
  | 'state'
  | 'connection'
  | 'network'
  | 'remoteTracks'
  | 'nextCamera'
  | 'outbox'
  | 'ended'
>

export interface CallFacts {
  readonly room: RoomFacts | null
  readonly client: ClientState
  /** As the browser says of its device. */
  readonly isOffline: boolean
  /** Of the room to come. */
  readonly nextCamera: MediaStreamTrack | null
  readonly stills: ReadonlyMap<TrackId, Blob>
  readonly camera: OwnDevice
  readonly microphone: OwnDevice
  readonly screen: OwnScreen
  readonly isSoundBlocked: boolean
  readonly isPictureStill: boolean
  readonly recording: RecordingFacts
  /** Messages that came masked and were asked for. */
  readonly unmasked?: ReadonlyMap<string, string>
  /** A moment of the log by this device's clock. */
  readonly toLocal: (at: number) => number
}

/** Pure: the same facts make the same view. */
export function roomView(facts: CallFacts): CallView {
  const { room, camera, microphone, screen } = facts
  const own = {
    camera,
    microphone,
    screen,
    sound: facts.isSoundBlocked ? 'blocked' : 'playing',
  } as const
  if (!room) {
    const { nextCamera } = facts
    return { ...EMPTY_CALL, ...own, remote: { ...EMPTY_CALL.remote, nextCamera } }
  }
  const { metAt } = room.state
  const phase = phaseOf(room.state)
  const remotes = [...room.remoteTracks.values()].filter(
    ({ participant }) => participant !== room.participant,
  )
  return {
    ...own,
    phase,
    connection: connectionOf(facts, room),
    trouble: troubleOf(facts),
    startedAt: metAt === null ? null : facts.toLocal(metAt),
    isCameraComing: isCameraComing(room),
    peer: peerOf(room, remotes, facts.toLocal),
    remote: {
      camera: shown(remotes, 'camera'),
      screen: shown(remotes, 'screen'),
      nextCamera: room.nextCamera,
    },
    stills: {
      camera: stillOf(remotes, 'camera', facts.stills),
      screen: stillOf(remotes, 'screen', facts.stills),
    },
    isPictureStill: facts.isPictureStill,
    isPeerWeak: isPeerWeak(room),
    pictures: {
      receiving: room.network.stills.length > 0 ? 'stills' : 'video',
      sending: room.network.isSendingStills ? 'stills' : 'video',
    },
    messages: messagesOf(room, facts.unmasked ?? new Map()),
    recording: recordingView(room.state, room.participant, facts.recording),
  }
}

function phaseOf(state: RoomState): CallView['phase'] {
  if (state.ended) return 'ended'
  if (state.ticket?.status === 'waiting') return 'waiting'
  return state.kind === null ? 'connecting' : 'in-call'
}

function connectionOf(facts: CallFacts, room: RoomFacts): ConnectionQuality {
  if (facts.client.name === 'reconnecting') return 'reconnecting'
  switch (room.connection) {
    case 'reconnecting':
    case 'failed':
    case 'connecting':
      return room.connection
    case 'idle':
    case 'connected':
      return room.network.isWeak ? 'weak' : 'connected'
  }
}

function troubleOf({ client, isOffline }: CallFacts): ConnectionTrouble {
  if (isOffline) return 'offline'
  if (client.name !== 'reconnecting') return 'media'
  return client.reason === 'shutting-down' ? 'service' : 'network'
}

function peerOf(
  room: RoomFacts,
  remotes: readonly RemoteTrack[],
  toLocal: CallFacts['toLocal'],
): PeerView | null {
  const others = Object.values(room.state.participants).filter(({ id }) => id !== room.participant)
  const peer = others.find(({ presence }) => presence !== 'left') ?? others.at(-1)
  if (!peer) return null
  const microphone = remotes.find(
    ({ participant, source }) => participant === peer.id && source === 'microphone',
  )
  return {
    role: peer.role === 'shopper' ? 'shopper' : 'advisor',
    name: peer.name,
    badge: peer.badge,
    presence: peer.presence,
    awayUntil: peer.awaySince === null ? null : toLocal(peer.awaySince) + LIMITS.resumeWindowMs,
    wasLost: peer.leftBecause === 'lost',
    isMuted: microphone?.muted ?? false,
  }
}

function isCameraComing({ participant, state, remoteTracks }: RoomFacts): boolean {
  return Object.values(state.tracks).some(
    (track) =>
      track.participant !== participant &&
      track.source === 'camera' &&
      !track.muted &&
      !remoteTracks.has(track.id),
  )
}

function isPeerWeak({ state, network, participant }: RoomFacts): boolean {
  return network.weak.some(
    (id) => id !== participant && state.participants[id]?.presence === 'connected',
  )
}

/** Of what is shown: a muted camera has none. */
function stillOf(
  remotes: readonly RemoteTrack[],
  source: 'camera' | 'screen',
  stills: CallFacts['stills'],
): Blob | null {
  const remote = remotes.find((one) => one.source === source && !one.muted)
  return (remote && stills.get(remote.id)) ?? null
}

function shown(
  remotes: readonly RemoteTrack[],
  source: 'camera' | 'screen',
): MediaStreamTrack | null {
  return remotes.find((remote) => remote.source === source && !remote.muted)?.track ?? null
}

function messagesOf(room: RoomFacts, unmasked: ReadonlyMap<string, string>): ChatEntry[] {
  const posted = room.state.messages.map((message): ChatEntry => {
    const author = room.state.participants[message.participant]
    return {
      id: message.id,
      text: unmasked.get(message.id) ?? message.text,
      isMasked: message.isMasked === true && !unmasked.has(message.id),
      isMine: message.participant === room.participant,
      author: author
        ? { name: author.name, role: author.role === 'shopper' ? 'shopper' : 'advisor' }
        : null,
      at: message.at,
      status: 'sent',
    }
  })
  const pending = room.outbox.map(
    ({ id, text, status }): ChatEntry => ({
      id,
      text,
      isMine: true,
      author: null,
      at: null,
      status,
    }),
  )
  return [...posted, ...pending]
}
