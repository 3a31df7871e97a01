/** Locales that ship. The first is the source of all keys, and the fallback. */
export const LOCALES = ['en', 'zh-CN', 'de', 'fr', 'es', 'ja', 'ar'] as const

export type Locale = (typeof LOCALES)[number]
