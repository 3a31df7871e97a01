import type { Arrival } from '../local-time.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** What was read at one time: packets of these lengths, one after the other in the batch's bytes. */
export interface PortRead {
  readonly arrived: Arrival
  readonly lengths: readonly number[]
}

export interface PortBatch {
  readonly reads: readonly PortRead[]
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** To the thread. `id` is of the port. */
export type PortCommand =
  | { readonly kind: 'open'; readonly id: number; readonly address: string }
  | { readonly kind: 'listen-to'; readonly id: number; readonly peer: Endpoint }
  | { readonly kind: 'send'; readonly id: number; readonly packet: Uint8Array }
  | { readonly kind: 'close'; readonly id: number }

/** From the thread. */
export type PortEvent =
  | { readonly kind: 'opened'; readonly id: number; readonly local: Endpoint }
  | { readonly kind: 'refused'; readonly id: number; readonly error: Error }
  | { readonly kind: 'received'; readonly id: number; readonly batch: PortBatch }
  | { readonly kind: 'closed'; readonly id: number }

/** What the thread is born with: counts commands, so that one wakes it. */
export type PortSignal = Int32Array<SharedArrayBuffer>
