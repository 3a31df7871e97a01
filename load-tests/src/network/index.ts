export {
  CLEAR_LINK,
  type Conditions,
  type ConditionsChange,
  conditions,
  type LinkConditions,
  type Loss,
} from './conditions.ts'
export { freePorts } from './free-ports.ts'
export { type LinkCounts, PACKET_KINDS } from './link.ts'
export { PROFILE_NAMES, type ProfileName } from './profiles.ts'
export { type Relay, type RelayCounts, startRelay } from './relay.ts'
export type { AddressChange, CutOptions, RelayOptions } from './relay-options.ts'
