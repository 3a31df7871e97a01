import { type Locale } from './locales.ts'
export type Messages = Readonly<Record<string, string>>
export declare function readLocale(locale: Locale): Promise<Messages>
export declare function readAllLocales(): Promise<ReadonlyMap<Locale, Messages>>
