import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { messagesPlugin } from '../client-sdk/messages/vite-plugin-messages.ts'

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

/** The one script that shops embed keeps its name; everything else is named after its content. */
const EMBEDDED = 'visavis-guidance'

export default defineConfig({
  root: path('.'),
  // Chunks refer to each other relatively, so that the script works from any host and folder.
  base: './',
  logLevel: 'warn',
  plugins: [messagesPlugin()],
  build: {
    outDir: path('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Data URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        shop: path('./shop/index.html'),
        desk: path('./desk/index.html'),
        doctor: path('./doctor/index.html'),
        review: path('./review/index.html'),
        [EMBEDDED]: path('../client-sdk/src/widget/index.ts'),
      },
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: ({ name }) =>
          name === EMBEDDED ? `sdk/${EMBEDDED}.js` : 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
})
