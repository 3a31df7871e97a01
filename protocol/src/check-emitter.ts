/**
 * Turns JSON schemas into plain checking functions without dependencies, so that browsers need no
 * schema library. Equal object schemas share one function. Only the keywords used by this protocol
 * are known; any other stops the generator.
 */
export class CheckEmitter {
  readonly #names = new Map<string, string>()
  readonly #functions: string[] = []

  /** Name of a function `(value) => boolean` for the schema. */
  functionFor(schema: Schema): string {
    const key = JSON.stringify(schema)
    const known = this.#names.get(key)
    if (known) return known
    const body = this.#expression(schema, 'v')
    const name = `c${this.#functions.length}`
    this.#names.set(key, name)
    this.#functions.push(`const ${name} = (v: unknown): boolean => ${body}`)
    return name
  }

  functions(): string {
    return this.#functions.join('\n')
  }

  #expression(schema: Schema, value: string): string {
    refuseUnknownKeywords(schema)
    if (schema.anyOf) return this.#union(schema.anyOf, value)
    if ('const' in schema) return `${value} === ${JSON.stringify(schema.const)}`
    switch (schema.type) {
      case 'string':
        return stringExpression(schema, value)
      case 'integer':
        return rangeExpression(schema, value, `Number.isInteger(${value})`)
      case 'number':
        return rangeExpression(schema, value, `Number.isFinite(${value})`)
      case 'boolean':
        return `typeof ${value} === 'boolean'`
      case 'null':
        return `${value} === null`
      case 'array':
        return this.#array(schema, value)
      case 'object':
        return this.#object(schema, value)
      default:
        throw new Error(`cannot emit a check for ${JSON.stringify(schema)}`)
    }
  }

  #union(schemas: readonly Schema[], value: string): string {
    const literals = schemas.map((schema) => schema.const)
    if (literals.every((literal) => typeof literal === 'string')) {
      return `oneOf(${JSON.stringify(literals.join(' '))}, ${value})`
    }
    return `(${schemas.map((schema) => this.#call(schema, value)).join(' || ')})`
  }

  #array(schema: Schema, value: string): string {
    if (!schema.items) throw new Error('an array without items')
    const item = this.functionFor(schema.items)
    return `list(${value}, ${item}, ${schema.minItems ?? 0}, ${schema.maxItems ?? 'Infinity'})`
  }

  #object(schema: Schema, value: string): string {
    const record = schema.patternProperties && Object.values(schema.patternProperties)[0]
    if (record) return `record(${value}, ${this.functionFor(record)})`
    const required = new Set(schema.required ?? [])
    const properties = Object.entries(schema.properties ?? {})
    const checks = properties.map(([name, property]) => {
      const check = this.#call(property, `o.${name}`)
      return required.has(name) ? check : `(o.${name} === undefined || ${check})`
    })
    const only =
      schema.additionalProperties === false
        ? [`only(o, ${JSON.stringify(properties.map(([name]) => name).join(' '))})`]
        : []
    const all = [...checks, ...only].join(' && ') || 'true'
    return all === 'true' ? `isObject(${value})` : `isObject(${value}, (o) => ${all})`
  }

  /** Objects and patterns become functions of their own and are shared; the rest is written in place. */
  #call(schema: Schema, value: string): string {
    const shared = schema.type === 'object' || schema.pattern !== undefined || schema.anyOf
    return shared ? `${this.functionFor(schema)}(${value})` : this.#expression(schema, value)
  }
}

/** What the emitted functions call. */
export const CHECK_RUNTIME = `type Check = (value: unknown) => boolean
type Fields = Readonly<Record<string, unknown>>

function isObject(value: unknown, fields?: (value: Fields) => boolean): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && (!fields || fields(value as Fields))
}
function list(value: unknown, item: Check, min: number, max: number): boolean {
  return Array.isArray(value) && value.length >= min && value.length <= max && value.every(item)
}
function record(value: unknown, item: Check): boolean {
  return isObject(value, (fields) => Object.values(fields).every(item))
}
function oneOf(words: string, value: unknown): boolean {
  return typeof value === 'string' && words.split(' ').includes(value)
}
function only(fields: Fields, names: string): boolean {
  return Object.keys(fields).every((name) => oneOf(names, name))
}
function text(value: unknown, min: number, max: number, pattern?: RegExp): boolean {
  if (typeof value !== 'string') return false
  const length = value.length > max ? [...value].length : value.length
  return length >= min && length <= max && (!pattern || pattern.test(value))
}
function within(value: unknown, min: number, max: number): boolean {
  return Number(value) >= min && Number(value) <= max
}`

export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

const KEYWORDS = new Set(
  'type const anyOf items properties patternProperties required additionalProperties pattern minLength maxLength minItems maxItems minimum maximum'.split(
    ' ',
  ),
)

function refuseUnknownKeywords(schema: Schema): void {
  const unknown = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword))
  if (unknown.length > 0) throw new Error(`unknown keyword ${unknown.join(', ')}`)
}

function stringExpression(schema: Schema, value: string): string {
  const { pattern, minLength, maxLength } = schema
  if (pattern === undefined && minLength === undefined && maxLength === undefined) {
    return `typeof ${value} === 'string'`
  }
  const regExp = pattern === undefined ? '' : `, ${new RegExp(pattern, 'u')}`
  return `text(${value}, ${minLength ?? 0}, ${maxLength ?? 'Infinity'}${regExp})`
}

function rangeExpression(schema: Schema, value: string, type: string): string {
  if (schema.minimum === undefined && schema.maximum === undefined) return type
  const { minimum = '-Infinity', maximum = 'Infinity' } = schema
  return `${type} && within(${value}, ${minimum}, ${maximum})`
}
