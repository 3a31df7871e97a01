import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from './app.ts'
import { PAGE_POLICY } from './security.ts'

const PATH = '/docs'

/** OpenAPI made of the same schemas that requests are checked with. Register before the routes. */
export async function registerApiDocs(app: App): Promise<void> {
  await app.register(swagger, {
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
  await app.register(swaggerUi, { routePrefix: PATH, staticCSP: policyOf() })
}

/** The pages' policy. Its own scripts and styles are files; none is inline. */
function policyOf(): string {
  return Object.entries(PAGE_POLICY)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ')
}
