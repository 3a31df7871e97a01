import { Library } from './library.ts'
import { LinkSigner } from './media/link-signer.ts'
import { PartShelf } from './media/part-shelf.ts'
import type { ReviewAudit, ReviewDeps } from './ports.ts'

/** What the routes stand on. */
export interface Review {
  readonly deps: ReviewDeps
  readonly audit: ReviewAudit
  readonly library: Library
  readonly shelf: PartShelf
  readonly links: LinkSigner
}

export function createReview(deps: ReviewDeps): Review {
  const { audit } = deps.records
  const library = new Library(deps, audit)
  return { deps, audit, library, shelf: new PartShelf(deps), links: new LinkSigner(deps) }
}
