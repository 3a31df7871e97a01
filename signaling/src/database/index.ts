export { DirectoryInUseError } from './directory-lock.ts'
export { type Database, openDatabase } from './open-database.ts'
export type * from './schema.ts'
