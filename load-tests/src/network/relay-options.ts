import type { Conditions } from './conditions.ts'
import type { Lane } from './link-model.ts'
import type { ProfileName } from './profiles.ts'
import type { LostConnections } from './tcp-relay.ts'

export interface RelayOptions {
  /** The address that browsers use in place of the server's. */
  readonly listen: string
  /** Where the server listens. Default: 127.0.0.1. */
  readonly target?: string
  /** The same ports on both addresses: TCP for pages and the signaling socket. */
  readonly httpPorts: readonly number[]
  /** UDP and TCP for sound and picture. */
  readonly rtcPorts: readonly number[]
  /** Default: `clear`. */
  readonly profile?: ProfileName | Conditions
  /**
   * The address that the server announces for media. Where it is not `listen`, answers of the HTTP ports name
   * `listen` in its place, which must be as long. Default: `listen`.
   */
  readonly announced?: string
  /** The same seed loses the same packets. */
  readonly seed?: number
}

export interface CutOptions {
  /** Default: both. */
  readonly lanes?: readonly Lane[]
  /** What becomes of TCP connections. With `reset`, new ones are reset too. Default: `keep`. */
  readonly connections?: LostConnections
}

export interface AddressChange {
  /** What comes to the old address still arrives. Default: false. */
  readonly keepOld?: boolean
  /** What becomes of TCP connections. Default: `reset`. */
  readonly connections?: LostConnections
}
