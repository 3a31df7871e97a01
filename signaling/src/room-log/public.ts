// What benchmarks and tools outside this package need to run a room log of their own.
export { openDatabase } from '../database/index.ts'
export { openPeople } from '../people/index.ts'
export * from './index.ts'
