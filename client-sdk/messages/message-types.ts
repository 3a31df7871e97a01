import type { Messages } from './locale-files.ts'
import { placeholdersOf } from './placeholders.ts'

/** The TypeScript source that gives every message key the arguments it takes. */
export function messageTypes(messages: Messages): string {
  const lines = Object.entries(messages).map(([key, text]) => `  '${key}': ${argumentsType(text)}`)
  return [
    '// Generated from locales/en.json by `messages/generate.ts`. Do not edit.',
    '',
    'export interface MessageArguments {',
    ...lines,
    '}',
    '',
  ].join('\n')
}

function argumentsType(text: string): string {
  const fields = [...placeholdersOf(text)].map(([name, type]) => `${name}: ${type}`)
  return fields.length === 0 ? 'undefined' : `{ ${fields.join('; ')} }`
}
