import { pageScript } from '../browser/page-script.ts'
import { bundleScript } from '../naive/index.ts'
import type * as sdkPage from './sdk-page.ts'

declare global {
  /** Defined by `sdkScript`. */
  var visavisSdkPage: Pick<typeof sdkPage, 'createShopper' | 'createAdvisor' | 'callCold'>
}

const sdk = new URL('../../../client-sdk/src/index.ts', import.meta.url)
const page = new URL('./sdk-page.ts', import.meta.url)

/** Defines `visavisSdk`, the headless SDK, and `visavisSdkPage`. */
export async function sdkScript(): Promise<string> {
  const helpers = pageScript(
    [page],
    'globalThis.visavisSdkPage = { createShopper, createAdvisor, callCold }',
  )
  return `${await bundleScript(sdk, 'visavisSdk')}\n${helpers}`
}
