import { LOCALES, type Locale } from '../../messages/locales.ts'
import type { MessageArguments } from './message-arguments.ts'

export type MessageKey = keyof MessageArguments
/** Keys of messages without arguments. */
export type PlainKey = {
  [K in MessageKey]: MessageArguments[K] extends undefined ? K : never
}[MessageKey]

type Arguments<K extends MessageKey> = MessageArguments[K] extends undefined
  ? []
  : [MessageArguments[K]]

type CompiledMessages = Readonly<Record<string, (values: unknown) => string>>

/** What the build makes of the locale files: one lazy chunk per locale. */
export type MessageLoaders = Readonly<Record<Locale, () => Promise<{ default: CompiledMessages }>>>

/** Words and number forms of one locale. */
export interface Translator {
  readonly locale: Locale
  /** The full BCP 47 tag that was asked for, such as `de-AT`: it decides dates and numbers. */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  <K extends MessageKey>(key: K, ...values: Arguments<K>): string
}

const RIGHT_TO_LEFT: ReadonlySet<Locale> = new Set(['ar'])

export async function loadTranslator(loaders: MessageLoaders, tag: string): Promise<Translator> {
  const locale = matchLocale([tag])
  const { default: messages } = await loaders[locale]()
  return createTranslator({
    locale,
    tag: languageOf(tag) === languageOf(locale) ? tag : locale,
    messages,
  })
}

export function createTranslator(options: {
  locale: Locale
  tag: string
  messages: CompiledMessages
}): Translator {
  const { locale, tag, messages } = options
  function translate(key: string, values?: unknown): string {
    return messages[key]?.(values ?? {}) ?? key
  }
  const direction = RIGHT_TO_LEFT.has(locale) ? ('rtl' as const) : ('ltr' as const)
  return Object.assign(translate, { locale, tag, direction })
}

/** The shipped locale that serves the first of `tags` that any serves; English otherwise. */
export function matchLocale(tags: readonly string[]): Locale {
  for (const tag of tags) {
    const exact = LOCALES.find((locale) => locale.toLowerCase() === tag.toLowerCase())
    const found = exact ?? LOCALES.find((locale) => languageOf(locale) === languageOf(tag))
    if (found) return found
  }
  return 'en'
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? ''
}
