import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { messagesPlugin } from './messages/vite-plugin-messages.ts'

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

/** The package as published: ES modules, with the media code and each language in a chunk of its own. */
export default defineConfig({
  root: path('.'),
  base: './',
  logLevel: 'warn',
  plugins: [messagesPlugin()],
  build: {
    outDir: path('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    lib: {
      entry: {
        index: path('./src/index.ts'),
        'connection-test': path('./src/connection-test/index.ts'),
        'visavis-guidance': path('./src/widget/index.ts'),
      },
      formats: ['es'],
    },
    rolldownOptions: {
      output: {
        minify: true,
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      },
    },
  },
})
