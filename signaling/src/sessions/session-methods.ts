import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import type { SessionLifecycle } from './session-lifecycle.ts'

export function sessionMethods(lifecycle: SessionLifecycle): BoundMethod[] {
  return [
    bindMethod('session.ping', 'free', async () => ({})),
    bindMethod('session.renew', 'exclusive', async (session, { token }) => {
      await lifecycle.renew(session, token)
      return {}
    }),
    bindMethod('session.close', 'exclusive', async (session, _params, reply) => {
      await lifecycle.finish(session)
      reply.afterwards(() => session.end('finished'))
      return {}
    }),
  ]
}
