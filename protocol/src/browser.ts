// All that a browser needs of the protocol, without the schema library.
export * from './close-reasons.ts'
export * from './connect-stages.ts'
export type { ConsentReceipt, ConsentRecord } from './consent-receipt.ts'
export type { ErrorFrame, NotificationFrame, Request, ResultFrame } from './envelope.ts'
export * from './errors.ts'
export type { EndReason, EventBody, EventType, RoomEvent, RoomKind } from './events.ts'
export * from './generated/checks.ts'
export type { Role } from './grants.ts'
export type { Availability, GuidanceTokenRequest, HttpError, TokenGrant } from './http.ts'
export * from './id.ts'
export type {
  Branded,
  ConsentId,
  MessageId,
  ParticipantId,
  PersonId,
  RecordingId,
  RoomId,
  SessionId,
  SlotId,
  SubscriptionId,
  TenantId,
  TicketId,
  TrackId,
  TransportId,
} from './ids.ts'
export * from './limits.ts'
export type {
  DtlsParameters,
  IceParameters,
  MediaOffer,
  PictureSize,
  RtpCapabilities,
  RtpParameters,
  SlotOffer,
  SubscriptionOffer,
  TrackKind,
  TrackSource,
  TransportOffer,
} from './media.ts'
export type {
  ConsentNotice,
  Method,
  Params,
  PicturePreference,
  QueuedTicket,
  Result,
  RoomEntry,
} from './methods.ts'
export type { NotificationMethod, NotificationParams } from './notifications.ts'
export type { Product } from './product.ts'
export type {
  ConsentMethod,
  Jurisdiction,
  RecordingPolicy,
  RecordingStopReason,
  RecordingTerms,
} from './recording.ts'
export * from './recording-state.ts'
export type {
  ErasureAnswer,
  FilmJob,
  FilmList,
  HoldAnswer,
  MediaLinks,
  PartContent,
  RecordingDetails,
  RecordingPage,
  RecordingQuery,
  RecordingSummary,
  ReviewedConsent,
  ReviewedDeletion,
  ReviewedGap,
  ReviewedHold,
  ReviewedMark,
  ReviewedMessage,
  ReviewedPart,
  ReviewedPerson,
  ReviewedStep,
  ReviewedTrack,
  VerificationStep,
} from './review.ts'
export type { ReviewAction } from './review-events.ts'
export * from './room-state.ts'
export * from './track-kinds.ts'
