import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'

interface Described {
  readonly type?: string
  readonly title?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: TSchema
}

/** The value that the text stands for, or `undefined` when the schema refuses it. */
export function readValue(schema: TSchema, text: string): unknown {
  const value = convert(schema, text)
  return value !== undefined && Check(schema, value) ? value : undefined
}

function convert(schema: TSchema, text: string): unknown {
  switch (describe(schema).type) {
    case 'integer':
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'array':
      return text.split(',').map((item) => item.trim())
    default:
      return text
  }
}

/** What a value has to look like, in words. */
export function expectedOf(schema: TSchema): string {
  const { type, title, enum: options, minimum, maximum, items } = describe(schema)
  if (title) return title
  if (options) return `one of ${options.join(', ')}`
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`
  if (type === 'boolean') return 'true or false'
  if (type === 'array' && items) return `${expectedOf(items)}, or several separated by commas`
  return 'text'
}

/** JSON Schema's own keywords, which TypeBox's types keep to themselves. */
function describe(schema: TSchema): Described {
  return schema
}
