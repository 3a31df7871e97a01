import {
  type CloseReason,
  CONNECT_STAGES,
  connectMs,
  type ErrorCode,
  FIRST_FRAME_OBJECTIVE_MS,
  type Params,
} from '@visavis/protocol'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CallCounts } from '../ports.ts'
import { BurnRate } from './burn-rate.ts'

/** From a cached answer to one that a person waits for. */
const HTTP_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
/** Around the aim for an append: 1 ms on a local disk, 5 ms on a cloud's. */
const APPEND_BUCKETS = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1]

/** Around the objective of 600 ms for a first picture. */
const CONNECT_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 4, 8, 16]
/** Minutes over which the burn rate is shown: a short window to notice, a long one to believe. */
const BURN_WINDOWS = [5, 60]

export interface HttpObservation {
  readonly method: string
  /** The route's pattern, never the path with its ids. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** What `/metrics` shows. Labels are codes and patterns: no ids, nothing personal. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #http = new Histogram({
    name: 'visavis_http_request_duration_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS,
    registers: [this.#registry],
  })
  readonly #append = new Histogram({
    name: 'visavis_log_append_duration_seconds',
    help: 'Time until appended events are durable.',
    labelNames: ['outcome'],
    buckets: APPEND_BUCKETS,
    registers: [this.#registry],
  })
  readonly #stages = new Histogram({
    name: 'visavis_connect_stage_seconds',
    help: 'Time from the request to enter a room until a stage of connecting was reached.',
    labelNames: ['stage', 'prepared'],
    buckets: CONNECT_BUCKETS,
    registers: [this.#registry],
  })
  readonly #connect = new Histogram({
    name: 'visavis_connect_seconds',
    help: 'Time from the request to the first picture, without the wait for an answer.',
    labelNames: ['prepared'],
    buckets: CONNECT_BUCKETS,
    registers: [this.#registry],
  })
  readonly #burn = new BurnRate()
  readonly #errors = new Counter({
    name: 'visavis_errors_total',
    help: 'Errors answered to peers.',
    labelNames: ['code'],
    registers: [this.#registry],
  })
  readonly #closes = new Counter({
    name: 'visavis_socket_closes_total',
    help: 'Sockets that the server closed.',
    labelNames: ['reason'],
    registers: [this.#registry],
  })
  readonly #cspViolations = new Counter({
    name: 'visavis_csp_violations_total',
    help: 'Reports of pages that broke the content security policy.',
    labelNames: ['directive'],
    registers: [this.#registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
    this.#showBurnRate()
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** In the Prometheus text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  observeHttp({ method, route, status, seconds }: HttpObservation): void {
    this.#http.observe({ method, route, status }, seconds)
  }

  observeAppend(outcome: string, seconds: number): void {
    this.#append.observe({ outcome }, seconds)
  }

  observeConnecting({ stages, isPrepared }: Params<'room.report-timing'>): void {
    const prepared = String(isPrepared)
    for (const stage of CONNECT_STAGES) {
      const ms = stages[stage]
      if (ms !== undefined) this.#stages.observe({ stage, prepared }, ms / 1_000)
    }
    const took = connectMs(stages)
    if (took === undefined) return
    this.#connect.observe({ prepared }, took / 1_000)
    this.#burn.observe(took <= FIRST_FRAME_OBJECTIVE_MS)
  }

  countError(code: ErrorCode): void {
    this.#errors.inc({ code })
  }

  countSocketClose(reason: CloseReason): void {
    this.#closes.inc({ reason })
  }

  countCspViolation(directive: string): void {
    this.#cspViolations.inc({ directive })
  }

  #showBurnRate(): void {
    const burn = this.#burn
    new Gauge({
      name: 'visavis_first_frame_burn_rate',
      help: 'How fast calls over 600 ms use up the 5 % that may be: 1 is just allowed.',
      labelNames: ['window'],
      registers: [this.#registry],
      collect() {
        for (const minutes of BURN_WINDOWS) this.set({ window: `${minutes}m` }, burn.over(minutes))
      },
    })
  }

  /** Whether other processes hear at once what is new here. */
  showNetwork(isUp: () => boolean): void {
    new Gauge({
      name: 'visavis_redis_up',
      help: '1 while Redis is in reach, 0 while it is not.',
      registers: [this.#registry],
      collect() {
        this.set(isUp() ? 1 : 0)
      },
    })
  }

  /** Reads the gauges of calls whenever somebody asks. */
  showCounts(counts: () => CallCounts): void {
    for (const name of ['sockets', 'sessions', 'rooms', 'transports'] as const) {
      new Gauge({
        name: `visavis_${name}`,
        help: `Open ${name} now.`,
        registers: [this.#registry],
        collect() {
          this.set(counts()[name])
        },
      })
    }
  }
}
