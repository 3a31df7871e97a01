import { icon, type Translator } from '@visavis/client-sdk/ui'
import { html, type TemplateResult } from 'lit'

/** Stars for the eye; the words beside them, or this label, say the same. */
export function starRating(t: Translator, rating: number): TemplateResult {
  const label = new Intl.NumberFormat(t.tag).format(rating)
  return html`<span class="stars" role="img" aria-label=${`${label} / ${new Intl.NumberFormat(t.tag).format(5)}`}>
    ${[1, 2, 3, 4, 5].map((star) => html`<span class=${star <= Math.round(rating) ? 'full' : 'empty'}>${icon('star')}</span>`)}
  </span>`
}
