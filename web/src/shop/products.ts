import type { PlainKey } from '@visavis/client-sdk/ui'

export interface Review {
  readonly author: string
  readonly stars: number
  /** The language it was written in; shown as it was written. */
  readonly language: string
  readonly text: string
}

export interface ShopProduct {
  readonly id: string
  readonly name: string
  readonly euros: number
  readonly kind: PlainKey
  readonly tagline: PlainKey
  readonly text: PlainKey
  readonly points: readonly PlainKey[]
  readonly material: PlainKey
  readonly measures: readonly Measure[]
  readonly rating: number
  readonly reviewCount: number
  readonly reviews: readonly Review[]
}

/** A figure with an `Intl` unit, or several of the same: `28 × 34 × 30 cm`. */
export interface Measure {
  readonly label: PlainKey
  readonly values: readonly number[]
  readonly unit?: string
  /** After the number where `Intl` has no such unit. Symbols, the same in every language. */
  readonly symbol?: string
}

export const PRODUCTS: readonly ShopProduct[] = [
  {
    id: 'aurora-espresso',
    name: 'Aurora',
    euros: 649,
    kind: 'shop.aurora-kind',
    tagline: 'shop.aurora-tagline',
    text: 'shop.aurora-text',
    points: ['shop.aurora-point-1', 'shop.aurora-point-2', 'shop.aurora-point-3'],
    material: 'shop.aurora-material',
    measures: [
      { label: 'shop.spec-size', values: [28, 34, 30], unit: 'centimeter' },
      { label: 'shop.spec-weight', values: [9.4], unit: 'kilogram' },
      { label: 'shop.spec-power', values: [1350], symbol: 'W' },
      { label: 'shop.spec-water', values: [1.8], unit: 'liter' },
    ],
    rating: 4.8,
    reviewCount: 212,
    reviews: [
      {
        author: 'Annika S.',
        stars: 5,
        language: 'de',
        text: 'Läuft seit einem Jahr jeden Morgen, leise und ohne Mucken. Die Beratung per Video hat mir gezeigt, welche Mühle dazu passt.',
      },
      {
        author: 'Helen R.',
        stars: 5,
        language: 'en',
        text: 'I asked to hear it before buying, so somebody made me a coffee on camera. That is how every shop should be.',
      },
      {
        author: '佐藤 健',
        stars: 4,
        language: 'ja',
        text: '音が静かで、朝早くても家族を起こしません。水タンクがもう少し大きければ満点です。',
      },
    ],
  },
  {
    id: 'halo-lamp',
    name: 'Halo',
    euros: 189,
    kind: 'shop.halo-kind',
    tagline: 'shop.halo-tagline',
    text: 'shop.halo-text',
    points: ['shop.halo-point-1', 'shop.halo-point-2', 'shop.halo-point-3'],
    material: 'shop.halo-material',
    measures: [
      { label: 'shop.spec-size', values: [38, 152], unit: 'centimeter' },
      { label: 'shop.spec-weight', values: [5.2], unit: 'kilogram' },
      { label: 'shop.spec-power', values: [14], symbol: 'W' },
      { label: 'shop.spec-light', values: [1100], symbol: 'lm' },
    ],
    rating: 4.7,
    reviewCount: 148,
    reviews: [
      {
        author: 'Camille D.',
        stars: 5,
        language: 'fr',
        text: 'La lumière du soir est d’une douceur rare. Le conseiller m’a montré la différence avec ma propre ampoule.',
      },
      {
        author: 'James O.',
        stars: 5,
        language: 'en',
        text: 'We stopped using the ceiling light altogether.',
      },
      {
        author: 'ليلى م.',
        stars: 4,
        language: 'ar',
        text: 'ضوء هادئ وجميل، والتغليف ممتاز. كنت أتمنى سلكاً أطول قليلاً.',
      },
    ],
  },
  {
    id: 'drift-headphones',
    name: 'Drift',
    euros: 279,
    kind: 'shop.drift-kind',
    tagline: 'shop.drift-tagline',
    text: 'shop.drift-text',
    points: ['shop.drift-point-1', 'shop.drift-point-2', 'shop.drift-point-3'],
    material: 'shop.drift-material',
    measures: [
      { label: 'shop.spec-size', values: [17, 19, 7], unit: 'centimeter' },
      { label: 'shop.spec-weight', values: [218], unit: 'gram' },
      { label: 'shop.spec-battery', values: [40], unit: 'hour' },
    ],
    rating: 4.6,
    reviewCount: 326,
    reviews: [
      {
        author: 'Lucía F.',
        stars: 5,
        language: 'es',
        text: 'Se me olvida que los llevo puestos. Y cambiar las almohadillas fue cosa de un minuto.',
      },
      {
        author: '陈思远',
        stars: 5,
        language: 'zh-CN',
        text: '高铁上几乎听不到噪音，说话的声音却很清楚。客服视频里教我怎么换电池，很耐心。',
      },
      {
        author: 'Priya N.',
        stars: 4,
        language: 'en',
        text: 'Light, calm, repairable. The case could be smaller.',
      },
    ],
  },
]

export function findProduct(id: string | null): ShopProduct | undefined {
  return PRODUCTS.find((product) => product.id === id)
}
