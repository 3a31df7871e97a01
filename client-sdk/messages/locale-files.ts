import { readFile } from 'node:fs/promises'
import { LOCALES, type Locale } from './locales.ts'

export type Messages = Readonly<Record<string, string>>

export async function readLocale(locale: Locale): Promise<Messages> {
  const text = await readFile(new URL(`../locales/${locale}.json`, import.meta.url), 'utf8')
  return parseMessages(locale, JSON.parse(text))
}

export async function readAllLocales(): Promise<ReadonlyMap<Locale, Messages>> {
  const entries = LOCALES.map(async (locale) => [locale, await readLocale(locale)] as const)
  return new Map(await Promise.all(entries))
}

function parseMessages(locale: Locale, json: unknown): Messages {
  if (typeof json !== 'object' || json === null) throw new Error(`${locale}.json is not an object`)
  const messages: Record<string, string> = {}
  for (const [key, text] of Object.entries(json)) {
    if (typeof text !== 'string') throw new Error(`${locale}.json: ${key} is not a text`)
    messages[key] = text
  }
  return messages
}
