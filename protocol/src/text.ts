import Type from 'typebox'

/**
 * Text that every store can keep: no NUL, no half of a surrogate pair. Patterns are matched by code point, so that whole
 * pairs pass.
 */
const STORABLE = '^[^\\u0000\\ud800-\\udfff]*$'

export function Text({ minLength = 0, maxLength }: { minLength?: number; maxLength: number }) {
  return Type.String({ minLength, maxLength, pattern: STORABLE })
}
