import { type Conditions, conditions } from './conditions.ts'

/** One thing after the other, again and again. */
export interface ScriptStep {
  readonly conditions: Conditions
  readonly lastsMs: number
  /** Nothing passes for so long at the beginning of the step. */
  readonly cutMs?: number
  /** The browser's address is another one from this step on. */
  readonly changesAddress?: boolean
}

export type Profile =
  | { readonly kind: 'steady'; readonly conditions: Conditions }
  | { readonly kind: 'script'; readonly steps: readonly ScriptStep[] }

export const PROFILE_NAMES = [
  'clear',
  'cross-border-200',
  'wifi',
  '4g',
  '3g',
  '2g',
  'lossy-20',
  'handover',
  'tunnel',
] as const
export type ProfileName = (typeof PROFILE_NAMES)[number]

const burstyLoss = (share: number) =>
  ({ kind: 'bursty', share, shareInBurst: 0.5, burstPackets: 4 }) as const

const CLEAR = conditions({})
const CROSS_BORDER = conditions({ delayMs: 100 })
const WIFI = conditions(
  { delayMs: 10, jitterMs: 3, loss: burstyLoss(0.001), queueBytes: 128_000 },
  { up: { rateBps: 15_000_000 }, down: { rateBps: 30_000_000 } },
)
const LTE = conditions(
  { delayMs: 85, rateBps: 9_000_000, loss: burstyLoss(0.002), queueBytes: 256_000 },
  { up: { jitterMs: 15 }, down: { jitterMs: 5 } },
)
const UMTS = conditions(
  { delayMs: 150, jitterMs: 50, loss: burstyLoss(0.005), queueBytes: 96_000 },
  { up: { rateBps: 768_000 }, down: { rateBps: 1_600_000 } },
)
const GSM = conditions(
  { delayMs: 400, jitterMs: 100, loss: burstyLoss(0.01), queueBytes: 32_000 },
  { up: { rateBps: 256_000 }, down: { rateBps: 280_000 } },
)
const LOSSY = conditions({ delayMs: 50, loss: { kind: 'random', share: 0.2 } })

const steady = (one: Conditions): Profile => ({ kind: 'steady', conditions: one })

const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  clear: steady(CLEAR),
  'cross-border-200': steady(CROSS_BORDER),
  wifi: steady(WIFI),
  '4g': steady(LTE),
  '3g': steady(UMTS),
  '2g': steady(GSM),
  'lossy-20': steady(LOSSY),
  handover: {
    kind: 'script',
    steps: [
      { conditions: WIFI, lastsMs: 10_000 },
      { conditions: LTE, lastsMs: 10_000, cutMs: 300, changesAddress: true },
      { conditions: WIFI, lastsMs: 10_000, cutMs: 300, changesAddress: true },
    ],
  },
  tunnel: {
    kind: 'script',
    steps: [
      { conditions: LTE, lastsMs: 15_000 },
      { conditions: GSM, lastsMs: 3_000 },
      { conditions: GSM, lastsMs: 6_000, cutMs: 6_000 },
      { conditions: UMTS, lastsMs: 4_000 },
    ],
  },
}

export function profileOf(name: ProfileName): Profile {
  return PROFILES[name]
}

export function isProfileName(text: string): text is ProfileName {
  return PROFILE_NAMES.some((name) => name === text)
}
