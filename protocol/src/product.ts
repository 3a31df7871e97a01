import Type from 'typebox'
import { Text } from './text.ts'

/** What the shopper looks at. Public catalogue data, set by the shop's backend in the token. */
export const Product = Type.Object(
  {
    id: Text({ minLength: 1, maxLength: 100 }),
    name: Text({ minLength: 1, maxLength: 200 }),
    /** Formatted for people by the shop, such as `€ 249.00`. */
    price: Type.Optional(Text({ maxLength: 40 })),
    url: Type.Optional(Type.String({ maxLength: 500, pattern: '^(https?:/)?/' })),
    image: Type.Optional(Type.String({ maxLength: 500, pattern: '^(https?:/)?/' })),
  },
  { additionalProperties: false },
)
export type Product = Type.Static<typeof Product>

/** BCP 47, such as `en` or `zh-CN`. */
export const Locale = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$' })
