/** What a network does to what it carries in one direction. */
export interface LinkConditions {
  /** From one end to the other, one way. */
  readonly delayMs: number
  /** The delay of each packet differs by up to this, either way. Packets stay in order. */
  readonly jitterMs: number
  readonly loss: Loss
  /** `null` is without limit. */
  readonly rateBps: number | null
  /** What waits for its turn at most; what comes on top is dropped. */
  readonly queueBytes: number
  /** This share of packets takes `byMs` longer and is overtaken. */
  readonly reorder: { readonly share: number; readonly byMs: number }
}

export type Loss =
  | { readonly kind: 'none' }
  /** Each packet by itself. */
  | { readonly kind: 'random'; readonly share: number }
  /** Gilbert-Elliott: good and bad spells, whose mean length is counted in packets. */
  | {
      readonly kind: 'bursty'
      /** Of all packets, in the long run. */
      readonly share: number
      /** Of packets within a bad spell. */
      readonly shareInBurst: number
      /** Mean number of packets in a bad spell. */
      readonly burstPackets: number
    }

/** Both directions, as seen by the browser. */
export interface Conditions {
  readonly up: LinkConditions
  readonly down: LinkConditions
}

/** What is to be different from now on; what it does not name stays. */
export interface ConditionsChange {
  readonly up?: Partial<LinkConditions>
  readonly down?: Partial<LinkConditions>
}

export const CLEAR_LINK: LinkConditions = {
  delayMs: 0,
  jitterMs: 0,
  loss: { kind: 'none' },
  rateBps: null,
  queueBytes: 1_000_000,
  reorder: { share: 0, byMs: 0 },
}

export function conditions(
  both: Partial<LinkConditions>,
  { up, down }: ConditionsChange = {},
): Conditions {
  return { up: { ...CLEAR_LINK, ...both, ...up }, down: { ...CLEAR_LINK, ...both, ...down } }
}

export function changed(now: Conditions, { up, down }: ConditionsChange): Conditions {
  return { up: { ...now.up, ...up }, down: { ...now.down, ...down } }
}
