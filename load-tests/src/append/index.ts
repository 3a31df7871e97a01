export { benchAppend } from './bench-append.ts'
