export { Caller } from './caller.ts'
export { type RecordedFile, RecordedFiles } from './open-recorded.ts'
