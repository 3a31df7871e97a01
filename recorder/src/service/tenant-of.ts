import { TenantId } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

const claims = Compile(Type.Object({ tenant: TenantId }))

/** Whose a token is. Its signature is signaling's to check. */
export function tenantOf(token: string): TenantId {
  const payload: unknown = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
  )
  if (!claims.Check(payload)) throw new Error('The token names no tenant')
  return payload.tenant
}
