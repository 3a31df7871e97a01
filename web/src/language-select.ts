import { icon, type Locale, type Translator } from '@visavis/client-sdk/ui'
import { css, html, type TemplateResult } from 'lit'
import { languageChoices } from './page-language.ts'

/** Chooses the page's language, each by its own name. */
export function languageSelect(t: Translator, choose: (locale: Locale) => void): TemplateResult {
  return html`<label class="language">
    ${icon('globe')}<span class="visually-hidden">${t('common.language')}</span>
    <select data-testid="language" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Locale)}>
      ${languageChoices().map(
        ({ locale, name }) =>
          html`<option value=${locale} lang=${locale} .selected=${locale === t.locale}>${name}</option>`,
      )}
    </select>
  </label>`
}

/** For pages in a shadow root; the shop has a sheet of its own. */
export const languageSelectStyles = css`
  .language {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_text-2);
  }

  .language select {
    min-block-size: 44px;
    max-inline-size: 9em;
    border: 0;
    border-radius: 8px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
  }
`
