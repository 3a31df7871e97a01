import { fileURLToPath } from 'node:url'

export { buildWeb } from '../build.ts'

/** Where the built pages are: `/shop/index.html`, `/desk/index.html`, `/sdk/visavis-guidance.js`. */
export const WEB_DIST: string = fileURLToPath(new URL('../dist/', import.meta.url))
