import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { messagesPlugin } from '../../../client-sdk/messages/vite-plugin-messages.ts'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: fileURLToPath(new URL('../../public', import.meta.url)),
  base: './',
  logLevel: 'warn',
  plugins: [messagesPlugin()],
  build: { target: 'es2022', modulePreload: { polyfill: false }, reportCompressedSize: false },
})
