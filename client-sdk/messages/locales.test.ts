import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { compileMessages, selectMessages } from './compile-messages.ts'
import { MESSAGE_TYPES_FILE } from './generate.ts'
import { readAllLocales, readLocale } from './locale-files.ts'
import { LOCALES } from './locales.ts'
import { messageTypes } from './message-types.ts'
import { placeholdersOf } from './placeholders.ts'

/** Words that are the same in both languages, not forgotten ones. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  de: ['call.chat', 'chat.title', 'desk.chat', 'shop.spec-material'],
  fr: ['call.badge', 'desk.notes'],
}

const english = await readLocale('en')
const all = await readAllLocales()

describe.each(LOCALES)('%s', (locale) => {
  const messages = all.get(locale) ?? {}

  it('has the keys of English, in the same order', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(english))
  })

  it('takes the same arguments', () => {
    for (const [key, text] of Object.entries(messages)) {
      expect(placeholdersOf(text), key).toEqual(placeholdersOf(english[key] ?? ''))
    }
  })

  it('leaves nothing empty', () => {
    const empty = Object.entries(messages).filter(([, text]) => text.trim() === '')
    expect(empty).toEqual([])
  })

  it('compiles, with the plural forms of the language', () => {
    expect(compileMessages(locale, messages)).toContain('"call.mute"')
  })
})

it.each(LOCALES.slice(1))('%s leaves nothing in English', (locale) => {
  const messages = all.get(locale) ?? {}
  const same = Object.keys(english).filter((key) => messages[key] === english[key])
  expect(same).toEqual(ALIKE[locale] ?? [])
})

it('message types are those of the English file; if not: npm run generate', async () => {
  expect(await readFile(MESSAGE_TYPES_FILE, 'utf8')).toBe(messageTypes(english))
})

it('plural arguments are numbers, others texts, inside cases too', () => {
  expect(placeholdersOf('{name}: {count, plural, one{# by {who}} other{#}}')).toEqual(
    new Map([
      ['name', 'string'],
      ['count', 'number'],
      ['who', 'string'],
    ]),
  )
})

it('a chunk takes only the messages of its prefixes', () => {
  const messages = { 'call.mute': 'a', 'calls.other': 'b', 'chat.send': 'c' }
  expect(selectMessages(messages, ['call', 'chat'])).toEqual({ 'call.mute': 'a', 'chat.send': 'c' })
})
