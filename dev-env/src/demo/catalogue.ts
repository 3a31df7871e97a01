import type { Product } from '@visavis/protocol'

interface CatalogueItem {
  readonly id: string
  readonly name: string
  readonly euros: number
}

/** What the demo shop sells: ids, prices and pictures as on its page. */
const ITEMS: readonly CatalogueItem[] = [
  { id: 'aurora-espresso', name: 'Aurora', euros: 649 },
  { id: 'halo-lamp', name: 'Halo', euros: 189 },
  { id: 'drift-headphones', name: 'Drift', euros: 279 },
]

/** The product as a token carries it, its price as people of that locale read it. */
export function findProduct(id: string, locale: string): Product | undefined {
  const item = ITEMS.find((candidate) => candidate.id === id)
  if (!item) return undefined
  const price = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' })
  return {
    id,
    name: item.name,
    price: price.format(item.euros),
    url: `/shop/?product=${id}`,
    image: `/shop/images/${id}.svg`,
  }
}
