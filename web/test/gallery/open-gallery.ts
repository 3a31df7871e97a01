import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { type StaticServer, serveFolder } from '../static-server.ts'

/** Builds the gallery into a temporary folder and serves it. */
export async function openGallery(): Promise<StaticServer> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-gallery-'))
  await build({
    configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
    build: { outDir: folder, emptyOutDir: true },
  })
  const server = await serveFolder(folder)
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
