import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPackage } from '../build.ts'

const run = promisify(execFile)

/** Bytes that a page pays for the core before anybody clicks. Raise it only for what every call needs. */
const CORE_BYTES_GZIPPED = 28_500

/** Inside the checkout, so that packages of the workspace are found from it. */
const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url))

let folder: string

beforeAll(async () => {
  await mkdir(CACHE, { recursive: true })
  folder = await mkdtemp(join(CACHE, 'package-'))
  await buildPackage({ outDir: join(folder, 'dist') })
}, 240_000)

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Texts of a module and of everything that it imports at once, by file name. */
async function closureOf(entry: string, found = new Map<string, string>()) {
  if (found.has(entry)) return found
  const code = await readFile(join(folder, 'dist', entry), 'utf8')
  found.set(entry, code)
  for (const [, specifier] of code.matchAll(/(?:from|import) ?"\.\/([^"]+)"/g)) {
    if (specifier) await closureOf(join(entry, '..', specifier), found)
  }
  return found
}

describe('the package', () => {
  test('is what publishers and bundlers expect', async () => {
    const { messages } = await publint({ pkgDir: join(folder, 'dist'), pack: false })
    expect(messages).toEqual([])
  })

  test('has a core within its budget, without the media code', async () => {
    const modules = await closureOf('index.js')
    const bytes = [...modules.values()].reduce((sum, code) => sum + gzipSync(code).length, 0)
    expect(bytes).toBeLessThan(CORE_BYTES_GZIPPED)
    expect([...modules.values()].join()).not.toContain('RTCPeerConnection(')
  })

  test('holds no schema library', async () => {
    const files = await readdir(join(folder, 'dist'), { recursive: true })
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const code = await readFile(join(folder, 'dist', file), 'utf8')
      // Every schema of the library carries this.
      expect(code.includes('~kind') || code.includes('typebox'), file).toBe(false)
    }
  })

  test('compiles in a program of somebody else', async () => {
    const consumer = join(folder, 'consumer')
    await mkdir(join(consumer, 'node_modules/@visavis'), { recursive: true })
    await symlink(join(folder, 'dist'), join(consumer, 'node_modules/@visavis/client-sdk'))
    await writeFile(join(consumer, 'page.ts'), CONSUMER)
    await writeFile(join(consumer, 'package.json'), '{ "type": "module" }')
    const tsc = createRequire(import.meta.url).resolve('typescript/package.json')
    const flags =
      '--noEmit --strict --module nodenext --target es2024 --lib es2024,dom --ignoreConfig --types'
    const args = [join(tsc, '../bin/tsc'), ...flags.split(' '), '', join(consumer, 'page.ts')]
    await run(process.execPath, args, { cwd: consumer }).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout)
    })
  })
})

const CONSUMER = `
import { tokenFromUrl, VisavisClient, type RoomEnd } from '@visavis/client-sdk'
import '@visavis/client-sdk/widget'

const tokenSource = tokenFromUrl({ tokenUrl: '/token', product: 'p', locale: 'en' })
const client = new VisavisClient({ tokenSource })
const room = await client.requestGuidance()
room.on('state', ({ messages }) => messages.map(({ text }) => text?.length))
room.on('ended', (reason: RoomEnd) => console.log(reason))
const { waiting } = await client.availability()
waiting.toFixed()
// @ts-expect-error: no such event
room.on('nothing', () => {})
const element = document.createElement('visavis-guidance')
element.product = 'p'
`
