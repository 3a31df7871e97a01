import { fileURLToPath } from 'node:url'

/** Builds the pages and the embeddable script into `outDir`, by default `web/dist/`. Takes seconds. */
export async function buildWeb(options: { outDir?: string } = {}): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
    ...(options.outDir && { build: { outDir: options.outDir } }),
  })
}

if (import.meta.main) await buildWeb()
