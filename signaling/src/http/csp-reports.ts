import { VisavisError } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Metrics } from '../metrics/metrics.ts'
import type { App } from './app.ts'
import { type Rate, RateLimit } from './rate-limit.ts'
import { CSP_REPORTS_PATH, PAGE_POLICY } from './security.ts'

const REPORT_BYTES = 16 * 1024
/** Reports in one batch that are looked at. */
const MAX_REPORTS = 20

const Report = Compile(Type.Object({ 'csp-report': Type.Record(Type.String(), Type.Unknown()) }))
const Reports = Compile(
  Type.Array(
    Type.Object({ type: Type.String(), body: Type.Record(Type.String(), Type.Unknown()) }),
  ),
)

/**
 * Browsers say here that a page broke its policy. Only the directive is kept: URLs and samples may
 * hold anything.
 */
export async function registerCspReports(
  app: App,
  { metrics, rate }: { metrics: Metrics; rate: Rate },
): Promise<void> {
  const limit = new RateLimit(rate)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      ['application/csp-report', 'application/reports+json'],
      { parseAs: 'string', bodyLimit: REPORT_BYTES },
      async (_request: unknown, body: string) => parseJson(body),
    )
    scope.post(CSP_REPORTS_PATH, async (request, reply) => {
      await limit.take(request.ip)
      for (const directive of directivesOf(request.body)) {
        metrics.countCspViolation(directive)
        request.log.warn({ directive }, 'csp-violation')
      }
      return reply.status(204).send()
    })
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new VisavisError('malformed-json', { cause })
  }
}

function directivesOf(body: unknown): string[] {
  if (Report.Check(body)) {
    const report = body['csp-report']
    return [known(report['effective-directive'] ?? report['violated-directive'])]
  }
  if (!Reports.Check(body)) throw new VisavisError('invalid-request')
  return body
    .filter(({ type }) => type === 'csp-violation')
    .slice(0, MAX_REPORTS)
    .map((report) => known(report.body.effectiveDirective))
}

/** The directive if it is one of ours, so that a metric's label cannot be made up. */
function known(directive: unknown): string {
  if (typeof directive !== 'string') return 'other'
  const [name = ''] = directive.split(' ')
  const ours = ['script-src-elem', 'style-src-elem', 'style-src-attr', ...Object.keys(PAGE_POLICY)]
  return ours.includes(name) ? name : 'other'
}
