import { html, nothing, type TemplateResult } from 'lit'
import type { Translator } from '../ui/translator.ts'

/** Offers the connection test, in a page of its own. Nothing of it stands between the click and the call. */
export function testLink(t: Translator, url: string): TemplateResult | typeof nothing {
  if (url === '') return nothing
  return html`<a class="test" part="test" data-testid="test-connection" href=${url} target="_blank" rel="noopener">${t('widget.test')}</a>`
}
