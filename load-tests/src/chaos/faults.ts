import type { Fault } from './fault.ts'
import { MEDIA_FAULTS } from './media-faults.ts'
import { SIGNALING_FAULTS } from './signaling-faults.ts'
import { STORE_FAULTS } from './store-faults.ts'

const ALL = { ...MEDIA_FAULTS, ...SIGNALING_FAULTS, ...STORE_FAULTS }

export type FaultName = keyof typeof ALL
export const FAULTS: Readonly<Record<FaultName, Fault>> = ALL
export const FAULT_NAMES = Object.keys(ALL) as FaultName[]
