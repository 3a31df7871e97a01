export type { ReviewDeps, ReviewLog, ReviewRecords } from './ports.ts'
export { registerReview } from './register-review.ts'
