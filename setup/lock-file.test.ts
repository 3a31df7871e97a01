import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { completeLock, missingOptional } from './lock-file.mjs'

test('package-lock.json has every optional package; `npm run generate` adds those that npm left out', async () => {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(await readFile(file, 'utf8'))
  expect(missingOptional(lock)).toEqual([])
})

test('a package that npm left out is entered with its platform', () => {
  const lock = {
    packages: {
      'node_modules/zig': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@zig/linux-x64-musl': '1.0.0', '@zig/darwin-arm64': '1.0.0' },
      },
      'node_modules/@zig/darwin-arm64': { version: '1.0.0', optional: true },
    },
  }
  const completed = completeLock(lock)
  expect(Object.keys(completed.packages)).toEqual([
    'node_modules/@zig/darwin-arm64',
    'node_modules/@zig/linux-x64-musl',
    'node_modules/zig',
  ])
  expect(completed.packages['node_modules/@zig/linux-x64-musl']).toEqual({
    version: '1.0.0',
    cpu: ['x64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  })
  expect(completeLock(completed)).toEqual(completed)
})

test('a name that tells no platform is refused', () => {
  const lock = { packages: { 'node_modules/a': { optionalDependencies: { b: '1.0.0' } } } }
  expect(() => completeLock(lock)).toThrow('The name of b does not tell its platform.')
})
