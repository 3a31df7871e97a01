import type { ReviewDeps } from './ports.ts'
import { createReview } from './review.ts'
import type { ReviewApp } from './review-app.ts'
import { registerFilms } from './routes/film-routes.ts'
import { registerManaging } from './routes/managing-routes.ts'
import { registerMedia } from './routes/media-route.ts'
import { registerViewing } from './routes/viewing-routes.ts'

/** The HTTP API of `/review/`. Nothing of it is kept by browsers or on the way. */
export async function registerReview(app: ReviewApp, deps: ReviewDeps): Promise<void> {
  const review = createReview(deps)
  await app.register(async (scope: ReviewApp) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'private, no-store')
    })
    registerViewing(scope, review)
    registerManaging(scope, review)
    registerFilms(scope, review)
    registerMedia(scope, review)
  })
}
