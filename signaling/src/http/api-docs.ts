import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from './app.ts'
import { PAGE_POLICY } from './security.ts'

const PATH = '/docs'

/** OpenAPI made of the same schemas that requests are checked with. Register before the routes. */
export async function registerApiDocs(app: App): Promise<void> {
  await app.register(swagger, {
    // Routes for people and machines around the API have no tags.
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Visavis', version: '1', description: 'See docs/http-api.md.' },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `vvk_…`' },
          token: { type: 'http', scheme: 'bearer', description: 'A Visavis token' },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _uri, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `schema-${index}`,
    },
  })
  await app.register(swaggerUi, {
    routePrefix: PATH,
    staticCSP: policyOf(),
    logo: { type: 'image/svg+xml', content: Buffer.from(LOGO) },
  })
}

/** The one style element that Swagger UI makes, of its icons. */
const ICON_STYLE = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='"

/** The pages' policy, and that one style. */
function policyOf(): string {
  const policy = { ...PAGE_POLICY, 'style-src': ["'self'", ICON_STYLE] }
  return Object.entries(policy)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ')
}

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32">
  <text x="0" y="23" font-family="system-ui, sans-serif" font-size="22" fill="#fff">Visavis</text>
</svg>`
