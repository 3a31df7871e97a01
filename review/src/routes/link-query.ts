import { TenantId } from '@visavis/protocol'
import Type from 'typebox'

/** What signs a link. */
export const LinkQuery = Type.Object(
  {
    tenant: TenantId,
    expires: Type.Integer(),
    signature: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  },
  { additionalProperties: false },
)
