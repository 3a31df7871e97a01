import Type from 'typebox'
import type { SealKey } from '../consent/seal-key.ts'
import type { App } from './app.ts'

const Jwks = Type.Object({ keys: Type.Array(Type.Object({}, { additionalProperties: true })) })

/** The public keys with which anybody can check receipts and checkpoints. */
export function registerKeyRoutes(app: App, { sealKey }: { sealKey: SealKey }): void {
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        summary: 'Public keys of consent receipts and audit checkpoints',
        tags: ['privacy'],
        response: { 200: Jwks },
      },
    },
    async (_request, reply) => {
      reply
        .header('cache-control', 'public, max-age=3600')
        .header('access-control-allow-origin', '*')
      return { keys: [{ ...sealKey.publicJwk }] }
    },
  )
}
