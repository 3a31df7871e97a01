export { DirectoryInUseError } from './directory-lock.ts'
export { type Database, type DatabaseOptions, openDatabase } from './open-database.ts'
export type * from './schema.ts'
