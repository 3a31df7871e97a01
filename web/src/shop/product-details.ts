import { icon, languageName, type Translator } from '@visavis/client-sdk/ui'
import { html, type TemplateResult } from 'lit'
import type { Measure, Review, ShopProduct } from './products.ts'
import { starRating } from './star-rating.ts'

export function productDetails(t: Translator, product: ShopProduct): TemplateResult {
  return html`<section class="story">
      <p>${t(product.text)}</p>
    </section>
    <div class="columns">
      <section>
        <h2>${t('shop.highlights')}</h2>
        <ul class="points">
          ${product.points.map((point) => html`<li>${icon('check')}<span>${t(point)}</span></li>`)}
        </ul>
      </section>
      <section>
        <h2>${t('shop.specs')}</h2>
        <dl>
          ${product.measures.map((measure) => html`<div><dt>${t(measure.label)}</dt><dd><bdi>${measureText(t, measure)}</bdi></dd></div>`)}
          <div><dt>${t('shop.spec-material')}</dt><dd>${t(product.material)}</dd></div>
        </dl>
      </section>
      <section>
        <h2>${t('shop.delivery')}</h2>
        <p>${t('shop.delivery-text')}</p>
        <h2>${t('shop.warranty')}</h2>
        <p>${t('shop.warranty-text')}</p>
      </section>
    </div>
    <section class="reviews">
      <h2>${t('shop.reviews')}</h2>
      <ul>
        ${inOrderFor(t, product.reviews).map((entry) => reviewItem(t, entry))}
      </ul>
    </section>`
}

/** Reviews in the reader's own language first. */
function inOrderFor(t: Translator, reviews: readonly Review[]): Review[] {
  return reviews.toSorted(
    (a, b) => Number(b.language === t.locale) - Number(a.language === t.locale),
  )
}

function reviewItem(t: Translator, review: Review): TemplateResult {
  return html`<li>
    ${starRating(t, review.stars)}
    <blockquote lang=${review.language} dir="auto">${review.text}</blockquote>
    <p><bdi>${review.author}</bdi> · ${languageName(t.tag, review.language)}</p>
  </li>`
}

function measureText(t: Translator, { values, unit, symbol }: Measure): string {
  const style = unit ? ({ style: 'unit', unit, unitDisplay: 'short' } as const) : {}
  const last = new Intl.NumberFormat(t.tag, style)
  const plain = new Intl.NumberFormat(t.tag)
  const numbers = values.map((value, index) =>
    (index === values.length - 1 ? last : plain).format(value),
  )
  return [numbers.join(' × '), symbol].filter(Boolean).join(' ')
}
