import { PartViews } from './access/part-views.ts'
import { Library } from './library.ts'
import { LinkSigner } from './media/link-signer.ts'
import { PartShelf } from './media/part-shelf.ts'
import type { ReviewAudit, ReviewDeps } from './ports.ts'

/** What the routes stand on. */
export interface Review {
  readonly deps: ReviewDeps
  readonly audit: ReviewAudit
  readonly views: PartViews
  readonly library: Library
  readonly shelf: PartShelf
  readonly links: LinkSigner
}

export function createReview(deps: ReviewDeps): Review {
  const { audit } = deps.records
  const library = new Library(deps, audit)
  const [shelf, links] = [new PartShelf(deps), new LinkSigner(deps)]
  return { deps, audit, views: new PartViews(audit), library, shelf, links }
}
