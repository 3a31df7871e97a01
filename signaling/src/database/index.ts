export { DirectoryInUseError } from './directory-lock.ts'
export { type Database, openDatabase } from './open-database.ts'
export type * from './schema.ts'
export { textArray } from './text-array.ts'
