import { parse, type Token } from '@messageformat/parser'

export type PlaceholderType = 'number' | 'string'

/** The arguments that an ICU message takes, by name, with the type that each one needs. */
export function placeholdersOf(message: string): ReadonlyMap<string, PlaceholderType> {
  const found = new Map<string, PlaceholderType>()
  collect(parse(message), found)
  return found
}

function collect(tokens: readonly Token[], found: Map<string, PlaceholderType>): void {
  for (const token of tokens) {
    if (token.type === 'content' || token.type === 'octothorpe') continue
    const isNumber = token.type === 'plural' || token.type === 'selectordinal'
    found.set(token.arg, isNumber ? 'number' : (found.get(token.arg) ?? 'string'))
    if ('cases' in token) for (const { tokens: inner } of token.cases) collect(inner, found)
  }
}
