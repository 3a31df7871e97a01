export {
  type Availability,
  type CloseReason,
  type ConsentNotice,
  type ConsentReceipt,
  type ErrorCode,
  type MessageId,
  type ParticipantId,
  type Product,
  presentParticipants,
  type QueuedTicket,
  type RecordingId,
  type RecordingState,
  type Role,
  type RoomId,
  type RoomState,
  type TicketId,
  type TokenGrant,
  type TrackId,
  type TrackKind,
  type TrackSource,
  VisavisError,
} from '@visavis/protocol/browser'
export {
  type ClientEvents,
  type ClientOptions,
  type EnterOptions,
  VisavisClient,
} from './client.ts'
export type { ClientState, ReconnectReason } from './client-state.ts'
export type { ConnectReport } from './connect-timing.ts'
export { AudioPlayer } from './devices/audio-player.ts'
export {
  type DeviceInfo,
  type DeviceKind,
  Devices,
  type DevicesOptions,
} from './devices/devices.ts'
export { Emitter } from './emitter.ts'
export { ConnectError, type ConnectFailure, DeviceError, type DeviceFailure } from './errors.ts'
export type { Logger } from './logger.ts'
export type { DrawnPicture } from './media/picture-size.ts'
export { watchPicture } from './media/watch-picture.ts'
export { Queue } from './queue.ts'
export { Room } from './room/room.ts'
export type { MediaState, PendingMessage, RoomEnd, RoomEvents } from './room/room-events.ts'
export { RoomRecording } from './room/room-recording.ts'
export { type TokenSource, tokenFromUrl } from './token-source.ts'
export type { LocalTrack, RemoteTrack, SourceTracks } from './tracks.ts'
export type { NetworkState, Still } from './weak/network-state.ts'
