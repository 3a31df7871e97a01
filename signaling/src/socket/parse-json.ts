import { type ErrorCode, LIMITS } from '@visavis/protocol'

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: Extract<ErrorCode, 'malformed-json' | 'invalid-request'> }

/** Parses only what is not nested deeper than anything the protocol has. */
export function parseJson(text: string): ParsedJson {
  if (isDeeperThan(text, LIMITS.jsonDepth)) return { ok: false, code: 'invalid-request' }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, code: 'malformed-json' }
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** `[` and `{`, and what closes them, differ in one bit: 0x5b, 0x7b and 0x5d, 0x7d. */
const CASE_BIT = 0x20
const OPEN = 0x7b
const CLOSE = 0x7d

/** Counts brackets outside strings, without building anything. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (inString) {
      if (code === BACKSLASH) index++
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if ((code | CASE_BIT) === OPEN) {
      if (++depth > limit) return true
    } else if ((code | CASE_BIT) === CLOSE) depth--
  }
  return false
}

/**
 * Whether `value`, parsed from `text`, holds a key that a careless copy would take for the prototype.
 * Looks only where the text could hold one, plain or escaped.
 */
export function hasPoisonedKey(text: string, value: unknown): boolean {
  return (text.includes('__proto__') || text.includes('\\u')) && isPoisoned(value)
}

function isPoisoned(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(isPoisoned)
}
