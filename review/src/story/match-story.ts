import type { RecordingQuery } from '@visavis/protocol'
import { masked, type RecordingStory } from './recording-story.ts'

/** How many messages a query finds in it; `undefined` where it is not asked for at all. */
export function matchStory(story: RecordingStory, query: RecordingQuery): number | undefined {
  const { product, advisor, text } = query
  if (product !== undefined && !isProduct(story, product)) return undefined
  if (advisor && !hasAdvisor(story, advisor)) return undefined
  if (!text) return 0
  // What is behind stars is not found: a search must not tell what it may not show.
  const hits = story.messages.filter((message) => contains(masked(message).text, text)).length
  const isNamed = contains(story.product?.name ?? null, text)
  return hits > 0 || isNamed ? hits : undefined
}

function isProduct({ product }: RecordingStory, wanted: string): boolean {
  return product !== null && (product.id === wanted || contains(product.name, wanted))
}

function hasAdvisor({ people }: RecordingStory, wanted: string): boolean {
  return people.some(
    ({ role, name, badge }) =>
      role === 'advisor' && (contains(name, wanted) || contains(badge, wanted)),
  )
}

function contains(text: string | null, wanted: string): boolean {
  return text !== null && fold(text).includes(fold(wanted))
}

function fold(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase()
}
