import { icon, type Locale, type Translator } from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'
import { languageSelect } from '../language-select.ts'
import { productDetails } from './product-details.ts'
import { PRODUCTS, type ShopProduct } from './products.ts'
import { starRating } from './star-rating.ts'

export interface ShopPage {
  readonly t: Translator
  readonly product: ShopProduct | undefined
  readonly cart: number
  readonly picture: number
  readonly wasAdded: boolean
  readonly choosePicture: (picture: number) => void
  readonly addToCart: () => void
  readonly chooseLanguage: (locale: Locale) => void
}

const PICTURES = [1, 2, 3] as const

export function shopPage(page: ShopPage): TemplateResult {
  const { t, product } = page
  return html`<a class="skip" href="#product">${t('shop.skip')}</a>
    ${header(page)}
    <main id="product" tabindex="-1">
      ${product ? html`${hero(page, product)}${productDetails(t, product)}` : unknownProduct(t)}
    </main>
    <footer class="footer"><p>${t('shop.footer')}</p></footer>`
}

function header({ t, cart, product, chooseLanguage }: ShopPage): TemplateResult {
  return html`<header class="header">
    <a class="brand" href=${productLink(t, PRODUCTS[0]?.id ?? '')} aria-label=${t('shop.home')}>Halden</a>
    <nav aria-label=${t('shop.nav')}>
      ${PRODUCTS.map(
        ({ id, name }) =>
          html`<a href=${productLink(t, id)} aria-current=${id === product?.id ? 'page' : 'false'}>${name}</a>`,
      )}
    </nav>
    ${languageSelect(t, chooseLanguage)}
    <a class="cart" href="#product" data-testid="cart" aria-label=${t('shop.cart-count', { count: cart })}>
      <span aria-hidden="true">${t('shop.cart')}</span>
      ${cart > 0 ? html`<span class="count" aria-hidden="true">${new Intl.NumberFormat(t.tag).format(cart)}</span>` : nothing}
    </a>
  </header>`
}

function hero(page: ShopPage, product: ShopProduct): TemplateResult {
  return html`<div class="hero">${gallery(page, product)}${buyBox(page, product)}</div>`
}

function gallery({ t, picture, choosePicture }: ShopPage, product: ShopProduct): TemplateResult {
  const alt = (number: number) =>
    t('shop.picture', { name: `${product.name} ${t(product.kind)}`, number: String(number) })
  return html`<section class="gallery" aria-label=${t('shop.gallery')}>
    <img class="picture" src=${pictureUrl(product.id, picture)} alt=${alt(picture)} width="800" height="800" />
    <div class="thumbnails">
      ${PICTURES.map(
        (number) => html`<button
          aria-label=${alt(number)}
          aria-pressed=${String(number === picture)}
          @click=${() => choosePicture(number)}
        >
          <img src=${pictureUrl(product.id, number)} alt="" width="800" height="800" loading="lazy" />
        </button>`,
      )}
    </div>
  </section>`
}

function buyBox(page: ShopPage, product: ShopProduct): TemplateResult {
  const { t } = page
  return html`<div class="buy">
    <p class="kind">${t(product.kind)}</p>
    <h1>${product.name}</h1>
    <p class="rating">
      ${starRating(t, product.rating)}
      <span>${t('shop.rating', { rating: new Intl.NumberFormat(t.tag).format(product.rating), count: product.reviewCount })}</span>
    </p>
    <p class="tagline">${t(product.tagline)}</p>
    <p class="price"><span data-testid="price">${price(t, product)}</span> <small>${t('shop.tax')}</small></p>
    <div class="order">
      <button class="add" data-testid="add-to-cart" @click=${page.addToCart}>${t('shop.add')}</button>
      <p class="stock" role="status">
        ${icon('check')}<span>${page.wasAdded ? t('shop.added') : t('shop.in-stock', { date: deliveryDate(t) })}</span>
      </p>
    </div>
    <section class="guidance" aria-labelledby="guidance">
      <h2 id="guidance">${t('shop.guidance')}</h2>
      <p>${t('shop.guidance-text')}</p>
      <visavis-guidance product=${product.id} locale=${t.tag} token-url="/demo/token" doctor-url=${`/doctor/?lang=${t.locale}`}></visavis-guidance>
    </section>
  </div>`
}

function unknownProduct(t: Translator): TemplateResult {
  return html`<div class="unknown">
    <h1>${t('shop.unknown')}</h1>
    <p>${t('shop.unknown-text')}</p>
    <ul>
      ${PRODUCTS.map(
        ({ id, name, kind }) => html`<li>
          <a class="other" href=${productLink(t, id)}>
            <img src=${pictureUrl(id, 1)} alt="" width="800" height="800" />
            <strong>${name}</strong> <span>${t(kind)}</span>
          </a>
        </li>`,
      )}
    </ul>
  </div>`
}

function productLink(t: Translator, id: string): string {
  return `/shop/?product=${id}&lang=${t.locale}`
}

function pictureUrl(id: string, picture: number): string {
  return picture === 1 ? `/shop/images/${id}.svg` : `/shop/images/${id}-${picture}.svg`
}

function price(t: Translator, { euros }: ShopProduct): string {
  return new Intl.NumberFormat(t.tag, { style: 'currency', currency: 'EUR' }).format(euros)
}

function deliveryDate(t: Translator): string {
  const date = new Date()
  date.setDate(date.getDate() + 3)
  return new Intl.DateTimeFormat(t.tag, { weekday: 'long', day: 'numeric', month: 'long' }).format(
    date,
  )
}
