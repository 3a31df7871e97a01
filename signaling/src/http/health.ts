import type { App } from './app.ts'

export interface HealthCheck {
  readonly name: string
  /** Resolves when the part works, rejects when it does not. */
  run(): Promise<unknown>
}

/** A part that has not answered by then does not work. */
const CHECK_TIMEOUT_MS = 2_000

/** `/healthz`: the process runs. `/readyz`: it can take calls; it stops being ready as it shuts down. */
export function registerHealth(
  app: App,
  { checks, isClosing }: { checks: readonly HealthCheck[]; isClosing: () => boolean },
): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    const failed = isClosing() ? ['shutting-down'] : await failedOf(checks, request.log)
    const status = failed.length === 0 ? 'ready' : 'not-ready'
    return reply.status(failed.length === 0 ? 200 : 503).send({ status, failed })
  })
}

async function failedOf(
  checks: readonly HealthCheck[],
  log: { warn(fields: object, message: string): void },
): Promise<string[]> {
  const results = await Promise.allSettled(checks.map(withTimeout))
  return checks.flatMap(({ name }, index) => {
    const result = results[index]
    if (result?.status !== 'rejected') return []
    log.warn({ check: name, err: result.reason }, 'not ready')
    return [name]
  })
}

async function withTimeout(check: HealthCheck): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('No answer in time')), CHECK_TIMEOUT_MS)
  try {
    await Promise.race([check.run(), promise])
  } finally {
    clearTimeout(timer)
  }
}
