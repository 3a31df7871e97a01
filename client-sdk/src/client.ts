import type {
  Availability,
  CloseReason,
  Role,
  RoomId,
  VisavisError,
} from '@visavis/protocol/browser'
import type { ClientState } from './client-state.ts'
import { Emitter } from './emitter.ts'
import type { ConnectError } from './errors.ts'
import type { Logger } from './logger.ts'
import type { Queue } from './queue.ts'
import type { Room } from './room/room.ts'
import type { TokenSource } from './token-source.ts'

export interface ClientOptions {
  tokenSource: TokenSource
  /** Keeps what a reload needs. `sessionStorage` by default; `null` keeps nothing. */
  storage?: Storage | null
  /** Tells clients on one page apart. */
  storageKey?: string
  logger?: Logger
}

export interface ClientEvents {
  state: ClientState
  /** A room was entered, or the one there was has ended (`null`). */
  room: Room | null
  error: VisavisError | ConnectError
  closed: CloseReason
}

export declare class VisavisClient extends Emitter<ClientEvents> {
  constructor(options: ClientOptions)
  readonly state: ClientState
  readonly role: Role | null
  readonly elsewhere: RoomId | null
  readonly room: Room | null
  readonly queue: Queue
  preload(): Promise<void>
  connect(): Promise<void>
  requestGuidance(): Promise<Room>
  joinRoom(room: RoomId, options?: { takeOver?: boolean }): Promise<Room>
  availability(): Promise<Availability>
  close(): Promise<void>
}
