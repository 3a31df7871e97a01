import {
  LOCALES,
  type Locale,
  loadTranslator,
  type MessageLoaders,
  matchLocale,
  type Translator,
} from '@visavis/client-sdk/ui'

/** `?lang=` before what the browser asks for. */
export function pageLanguage(): Locale {
  const wanted = new URLSearchParams(location.search).get('lang')
  return matchLocale([...(wanted ? [wanted] : []), ...navigator.languages])
}

/** Puts the choice into the address, so that a reload and a shared link keep it. */
export function rememberLanguage(locale: Locale): void {
  const url = new URL(location.href)
  url.searchParams.set('lang', locale)
  history.replaceState(history.state, '', url)
}

/** The words of a page, which says in which language it is. */
export async function translatePage(loaders: MessageLoaders, locale: Locale): Promise<Translator> {
  const t = await loadTranslator(loaders, locale)
  document.documentElement.lang = t.tag
  document.documentElement.dir = t.direction
  return t
}

/** Every language by its own name, for a choice that anybody can read. */
export function languageChoices(): readonly { readonly locale: Locale; readonly name: string }[] {
  return LOCALES.map((locale) => {
    const name = new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale
    return { locale, name: name.charAt(0).toLocaleUpperCase(locale) + name.slice(1) }
  })
}
