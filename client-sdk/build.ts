import { execFile } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { finishDeclarations } from './package/declarations.ts'
import { manifest } from './package/manifest.ts'
import { WIDGET_DECLARATION } from './package/widget-declaration.ts'

const run = promisify(execFile)

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

/** Builds the package that is published into `outDir`, by default `client-sdk/dist/`. */
export async function buildPackage(options: { outDir?: string } = {}): Promise<string> {
  const outDir = options.outDir ?? path('./dist')
  const { build } = await import('vite')
  await build({ configFile: path('./vite.config.ts'), build: { outDir, emptyOutDir: true } })
  await emitTypes(join(outDir, 'types'))
  await writeFile(join(outDir, 'visavis-guidance.d.ts'), WIDGET_DECLARATION)
  await copyFile(path('./README.md'), join(outDir, 'README.md'))
  await copyFile(path('../LICENSE'), join(outDir, 'LICENSE'))
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`)
  return outDir
}

async function emitTypes(outDir: string): Promise<void> {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = join(compiler, '../bin/tsc')
  await run(process.execPath, [tsc, '-p', path('./tsconfig.types.json'), '--outDir', outDir])
  await finishDeclarations(outDir, [
    'client-sdk/src/index.d.ts',
    'client-sdk/src/connection-test/index.d.ts',
    'client-sdk/src/widget/widget-events.d.ts',
  ])
}

if (import.meta.main) await buildPackage()
