/** Locales that ship. The first is the source of all keys, and the fallback. */
export declare const LOCALES: readonly ['en', 'zh-CN', 'de', 'fr', 'es', 'ja', 'ar']
export type Locale = (typeof LOCALES)[number]
