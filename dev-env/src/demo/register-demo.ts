import { hostname } from 'node:os'
import cookie from '@fastify/cookie'
import { GuidanceTokenRequest, type TenantId, TokenGrant, VisavisError } from '@visavis/protocol'
import { type App, RateLimit, type SignalingContext, socketUrlOf } from '@visavis/signaling'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { AdvisorRota, advisorAt } from './advisors.ts'
import { findProduct } from './catalogue.ts'
import { advisorOf, letAdvisorIn, openCookieSecret, visitorOf } from './cookies.ts'
import type { Invite } from './invite.ts'
import { demandSameOrigin } from './same-origin.ts'

const TENANT = 'demo' as TenantId
/** Bodies are a product and a locale, or a secret. */
const BODY_BYTES = 1_024

/** From one address. A token is a signature: cheap, but not free. */
const RATE = { requests: 500, seconds: 10 }

const DeskSession = Type.Object(
  { invite: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false },
)

/** A locale that the schema lets pass may still be one that `Intl` refuses. */
const FALLBACK_LOCALE = 'en'

export interface DemoOptions {
  /** Without one the desk lets everybody in: only right where nobody else can connect. */
  readonly invite: Invite | undefined
}

/** Signs in whoever comes, for trying things out. Exists in `npm start` alone. */
export async function registerDemo(
  app: App,
  context: SignalingContext,
  { invite }: DemoOptions,
): Promise<void> {
  const { settings, tenants, issuer } = context
  await tenants.createTenant({ id: TENANT, name: 'Demo', createdAt: Date.now() })
  const secret = await openCookieSecret(settings.dataDir)
  const limit = new RateLimit(RATE)
  const ownNames = new Set([settings.host, settings.announcedAddress, hostname().toLowerCase()])
  await app.register(async (demo: App) => {
    await demo.register(cookie, { secret })
    demo.addHook('onRequest', async (request) => {
      await limit.take(request.ip)
      demandSameOrigin(request, ownNames)
    })
    const grant = async (request: FastifyRequest, token: Parameters<typeof issuer.issue>[1]) => ({
      ...(await issuer.issue(TENANT, token)),
      url: socketUrlOf(request),
    })
    registerShop(demo, grant)
    registerDesk(demo, grant, invite)
    registerReviewDesk(demo, grant, invite)
  })
}

type Grant = (
  request: FastifyRequest,
  token: Parameters<SignalingContext['issuer']['issue']>[1],
) => Promise<TokenGrant>

function registerShop(demo: App, grant: Grant): void {
  const schema = { body: GuidanceTokenRequest, response: { 200: TokenGrant } }
  demo.post('/demo/token', { schema, bodyLimit: BODY_BYTES }, async (request, reply) => {
    const { product: id, locale } = request.body
    const product = findProduct(id, supportedLocale(locale))
    if (!product) throw new VisavisError('not-found')
    const identity = `visitor-${visitorOf(request, reply)}`
    noStore(reply)
    return grant(request, { identity, role: 'shopper', locale, product })
  })
}

function registerDesk(demo: App, grant: Grant, invite: Invite | undefined): void {
  const rota = new AdvisorRota()
  demo.post(
    '/demo/desk-session',
    { schema: { body: DeskSession }, bodyLimit: BODY_BYTES },
    async (request, reply) => {
      if (!advisorOf(request)) {
        if (invite && !invite.use(request.body.invite)) throw new VisavisError('forbidden')
        letAdvisorIn(request, reply, rota.take())
      }
      return reply.status(204).send()
    },
  )
  const schema = { response: { 200: TokenGrant } }
  demo.post('/demo/desk-token', { schema, bodyLimit: BODY_BYTES }, async (request, reply) => {
    const known = advisorOf(request)
    if (!known && invite) throw new VisavisError('forbidden')
    const { id, index } = known ?? letAdvisorIn(request, reply, rota.take())
    noStore(reply)
    return grant(request, { identity: `advisor-${id}`, role: 'advisor', ...advisorAt(index) })
  })
}

/** Whoever may open the desk may look at the demo's recordings, as a privacy officer. */
function registerReviewDesk(demo: App, grant: Grant, invite: Invite | undefined): void {
  const schema = { response: { 200: TokenGrant } }
  demo.post('/demo/review-token', { schema, bodyLimit: BODY_BYTES }, async (request, reply) => {
    const known = advisorOf(request)
    if (!known && invite) throw new VisavisError('forbidden')
    const { id, index } = known ?? letAdvisorIn(request, reply, 0)
    noStore(reply)
    const { name } = advisorAt(index)
    return grant(request, { identity: `officer-${id}`, role: 'privacy-officer', name })
  })
}

function supportedLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? FALLBACK_LOCALE
  } catch {
    return FALLBACK_LOCALE
  }
}

function noStore(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
}
