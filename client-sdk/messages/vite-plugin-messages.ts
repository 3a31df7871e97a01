import type { Plugin } from 'vite'
import { compileMessages, selectMessages } from './compile-messages.ts'
import { readLocale } from './locale-files.ts'
import { LOCALES, type Locale } from './locales.ts'

const PREFIX = 'visavis-messages:'

/**
 * Resolves `visavis-messages:<prefixes>`, such as `visavis-messages:call,widget`, to a module with one
 * lazy loader per locale. Only the messages with those key prefixes are in its chunks.
 */
export function messagesPlugin(): Plugin {
  return {
    name: 'visavis-messages',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load: (id) =>
      id.startsWith(`\0${PREFIX}`) ? loadModule(id.slice(PREFIX.length + 1)) : undefined,
  }
}

async function loadModule(request: string): Promise<string> {
  const [prefixes = '', locale] = request.split('/')
  if (locale === undefined) return loaderModule(prefixes)
  if (!isLocale(locale)) throw new Error(`No such locale: ${locale}`)
  return compileMessages(locale, selectMessages(await readLocale(locale), prefixes.split(',')))
}

function loaderModule(prefixes: string): string {
  const entries = LOCALES.map(
    (locale) => `  '${locale}': () => import('${PREFIX}${prefixes}/${locale}'),`,
  )
  return `export default {\n${entries.join('\n')}\n}\n`
}

function isLocale(locale: string): locale is Locale {
  return (LOCALES as readonly string[]).includes(locale)
}
