import type { CloseReason, ErrorCode } from '@visavis/protocol'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CallCounts } from '../ports.ts'

/** From a cached answer to one that a person waits for. */
const HTTP_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
/** Around the aim for an append: 1 ms on a local disk, 5 ms on a cloud's. */
const APPEND_BUCKETS = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1]

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

  countError(code: ErrorCode): void {
    this.#errors.inc({ code })
  }

  countSocketClose(reason: CloseReason): void {
    this.#closes.inc({ reason })
  }

  countCspViolation(directive: string): void {
    this.#cspViolations.inc({ directive })
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
