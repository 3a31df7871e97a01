import type { Params } from '@visavis/protocol/browser'
import type { Request } from '../connection/request.ts'
import type { Logger } from '../logger.ts'

/** What is left beside a voice on the slowest network that there is a picture for. */
const LEAST_BPS = 5_000
/** Of what was measured, what is asked for: the voice needs more now and then. */
const CAREFUL = 0.85
/** A rate that differs by less is the same. */
const SAME = 1.35
/** Since something was told, in milliseconds. When things arrive faster, that is the way back to video. */
const PAUSES = { kind: 0, grown: 1_000, rate: 4_000 }
/** What the server takes for granted. */
const UNTOLD = { isWeak: false }

export interface Finding {
  readonly isWeak: boolean
  /** Present where there is no room for video; `null` before anything was measured. */
  readonly receiveBps?: number | null
  readonly sendBps?: number | null
}

export interface NetworkReportsOptions {
  readonly request: Request
  readonly logger: Logger
}

/** Tells the server what was found, when it is news. */
export class NetworkReports {
  readonly #options: NetworkReportsOptions
  #told: Params<'network.report'> | null = null
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(options: NetworkReportsOptions) {
    this.#options = options
  }

  /** Until then the server knows what an earlier page of the same participant told, if one did. */
  get hasTold(): boolean {
    return this.#told !== null
  }

  tell(finding: Finding, now = performance.now()): void {
    const change = changeOf(this.#told ?? UNTOLD, reportOf(finding))
    if (change === 'none' || now - this.#toldAt < PAUSES[change]) return
    this.tellAnyway(finding, now)
  }

  /** The server knows something else. */
  tellAnyway(finding: Finding, now = performance.now()): void {
    this.#told = reportOf(finding)
    this.#toldAt = now
    this.repeat()
  }

  /** A new socket may not have what the last one was told. */
  repeat(): void {
    if (!this.#told) return
    const { request, logger } = this.#options
    request('network.report', this.#told).catch((error: unknown) => {
      logger.info('network not reported', { error: String(error) })
    })
  }
}

function reportOf({ isWeak, receiveBps, sendBps }: Finding): Params<'network.report'> {
  return {
    isWeak,
    ...(receiveBps !== undefined && { receiveBps: careful(receiveBps) }),
    ...(sendBps !== undefined && { sendBps: careful(sendBps) }),
  }
}

function careful(bps: number | null): number {
  return Math.round(Math.max(LEAST_BPS, (bps ?? 0) * CAREFUL))
}

type Change = keyof typeof PAUSES | 'none'

function changeOf(before: Params<'network.report'>, now: Params<'network.report'>): Change {
  const rates = ['receiveBps', 'sendBps'] as const
  const isOther = rates.some((name) => (before[name] === undefined) !== (now[name] === undefined))
  if (isOther || before.isWeak !== now.isWeak) return 'kind'
  const [receive = 1, send = 1] = rates.map((name) => (now[name] ?? 1) / (before[name] ?? 1))
  if (receive > SAME) return 'grown'
  return [receive, send].some((ratio) => ratio > SAME || ratio < 1 / SAME) ? 'rate' : 'none'
}
