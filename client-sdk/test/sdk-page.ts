import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { observeMedia, type PageProblems, watchPageProblems } from '@visavis/load-tests/browser'
import type { BrowserContext, Page } from 'puppeteer'
import { build } from 'vite'
import type { VisavisClient } from '../src/index.ts'

declare global {
  /** The SDK as published, in pages made by `openSdkPage`. */
  var sdk: typeof import('../src/index.ts')
  /** What a test left in its page for a later step. */
  var client: VisavisClient
}

const PAGE = 'sdk.html'
const HTML = `<!doctype html><html lang="en"><title>SDK</title><link rel="icon" href="data:,">
<script type="module" src="page.js"></script></html>`
const SCRIPT = `import * as sdk from './index.js'; globalThis.sdk = sdk`

/** A folder for the server to serve: the SDK, built as it is published, and a page that holds nothing else. */
export interface BuiltSdk extends AsyncDisposable {
  readonly folder: string
}

export async function buildSdk(): Promise<BuiltSdk> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-sdk-'))
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      lib: { entry: { index: entry }, formats: ['es'] },
      rolldownOptions: { output: { chunkFileNames: 'chunks/[name].js' } },
    },
  })
  await writeFile(join(folder, PAGE), HTML)
  await writeFile(join(folder, 'page.js'), SCRIPT)
  const remove = () => rm(folder, { recursive: true, force: true })
  return { folder, [Symbol.asyncDispose]: remove }
}

/** Another tab of a person, at the server's own origin and under its content security policy. */
export async function openSdkPage(
  person: BrowserContext,
  url: string,
): Promise<{ page: Page; problems: PageProblems }> {
  const page = await person.newPage({ type: 'window' })
  const problems = watchPageProblems(page)
  await observeMedia(page)
  await page.goto(`${url}/${PAGE}`)
  await sdkLoaded(page)
  return { page, problems }
}

/** Reloads as a person does. */
export async function reload(page: Page): Promise<void> {
  await page.reload()
  await sdkLoaded(page)
}

async function sdkLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => 'sdk' in globalThis)
}
