import messageLoaders from 'visavis-messages:common,shop'
import { type Locale, loadTranslator, type Translator } from '@visavis/client-sdk/ui'
import { render } from 'lit'
import { pageLanguage, rememberLanguage } from '../page-language.ts'
import { addToCart, cartCount } from './cart.ts'
import { findProduct, PRODUCTS } from './products.ts'
import { shopPage } from './shop-page.ts'

interface Shop {
  t: Translator
  cart: number
  picture: number
  wasAdded: boolean
}

const asked = new URLSearchParams(location.search).get('product')
const product = asked === null ? PRODUCTS[0] : findProduct(asked)

const shop: Shop = {
  t: await loadTranslator(messageLoaders, pageLanguage()),
  cart: cartCount(),
  picture: 1,
  wasAdded: false,
}

draw()

function draw(): void {
  const { t } = shop
  document.documentElement.lang = t.tag
  document.documentElement.dir = t.direction
  document.title = product ? `${product.name} – Halden` : 'Halden'
  const root = document.querySelector<HTMLElement>('#shop')
  if (!root) return
  render(
    shopPage({
      ...shop,
      product,
      choosePicture: (picture) => update({ picture }),
      addToCart: () => update({ cart: addToCart(), wasAdded: true }),
      chooseLanguage: (locale) => void changeLanguage(locale),
    }),
    root,
  )
}

function update(change: Partial<Shop>): void {
  Object.assign(shop, change)
  draw()
}

async function changeLanguage(locale: Locale): Promise<void> {
  rememberLanguage(locale)
  update({ t: await loadTranslator(messageLoaders, locale) })
}
