import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { App } from '@visavis/signaling'
import type { FastifyReply } from 'fastify'

export const BUILT_PAGES = fileURLToPath(new URL('../../web/dist', import.meta.url))

/** Named after their content. */
const HASHED = /\/assets\/[^/]+-[\w-]{8}\.\w+$/
const SDK = /\/sdk\/[^/]+$/

export class PagesMissingError extends Error {
  override readonly name = 'PagesMissingError'

  constructor(folder: string) {
    super(`The pages are not built: ${folder} is missing. Run npm run build.`)
  }
}

/** Throws when there is nothing to serve. */
export function demandPages(folder: string): void {
  if (!existsSync(folder)) throw new PagesMissingError(folder)
}

/** The built pages; `/` is the shop. */
export async function registerPages(app: App, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    redirect: true,
    setHeaders,
  })
  app.get('/', (_request, reply) => reply.redirect('/shop/'))
}

function setHeaders(reply: Pick<FastifyReply, 'header'>, path: string): void {
  const file = path.replaceAll('\\', '/')
  reply.header(
    'cache-control',
    HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  if (!SDK.test(file) && !HASHED.test(file)) return
  // Shops load the script, and it its chunks, as modules from their own origins.
  reply.header('access-control-allow-origin', '*')
  reply.header('cross-origin-resource-policy', 'cross-origin')
}
