export { type Figure, figureLine, isReached, type Reach, reachText } from './figure.ts'
export { progress } from './progress.ts'
export { median, type Summary, summarize } from './statistics.ts'
