import { bundleScript } from './bundle.ts'
import type * as naivePage from './naive-page.ts'

declare global {
  /** Defined by `naiveScript`. */
  var visavisNaive: typeof naivePage
  /** Who is at a naive page, for as long as it is there. */
  var visavisNaivePerson: naivePage.NaivePerson & Partial<naivePage.NaiveShopper>
}

const page = new URL('./naive-page.ts', import.meta.url)
const encodings = new URL('../../../client-sdk/src/media/encodings.ts', import.meta.url)

/** Defines `visavisNaive`. */
export async function naiveScript(): Promise<string> {
  const parts = [
    await bundleScript(encodings, 'visavisEncodings'),
    await bundleScript(page, 'visavisNaive'),
  ]
  return parts.join('\n')
}
