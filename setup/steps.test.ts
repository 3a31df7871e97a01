import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow, hashContents } from './fingerprint.mjs'
import { checkIntegrity } from './node-runtime.mjs'
import { agrees } from './packages.mjs'
import { SetupError } from './setup-error.mjs'
import { adviceFor, missingPackages, SYSTEM_PACKAGES } from './system-packages.mjs'
import { temporaryFolder } from './temporary-folder.ts'
import { parseOsRelease } from './worker.mjs'
import { percentOf } from './worker-build.mjs'

describe('npm packages', () => {
  const locked = {
    '': { version: '0.1.0' },
    protocol: { version: '0.1.0' },
    'node_modules/ws': { version: '8.23.0', integrity: 'sha512-a' },
    'web/node_modules/ws': { version: '7.0.0', integrity: 'sha512-w' },
    'node_modules/@esbuild/darwin-arm64': { version: '1.0.0', optional: true },
  }
  const nested = { 'web/node_modules/ws': { version: '7.0.0', integrity: 'sha512-w' } }
  const installed = {
    ...nested,
    'node_modules/ws': { version: '8.23.0', integrity: 'sha512-a' },
  }

  test('agree when only optional ones are absent', () => {
    expect(agrees(locked, installed)).toBe(true)
  })

  test('do not agree when one is missing, another version, altered, or left over', () => {
    expect(agrees(locked, nested)).toBe(false)
    expect(agrees(locked, { ...installed, 'web/node_modules/ws': {} })).toBe(false)
    expect(agrees(locked, { ...nested, 'node_modules/ws': { version: '8.22.0' } })).toBe(false)
    expect(
      agrees(locked, {
        ...nested,
        'node_modules/ws': { version: '8.23.0', integrity: 'sha512-b' },
      }),
    ).toBe(false)
    expect(agrees(locked, { ...installed, 'node_modules/old': { version: '1.0.0' } })).toBe(false)
  })
})

describe('system packages', () => {
  test('are missing when their file is', () => {
    const files: readonly string[] = Object.values(SYSTEM_PACKAGES.browsers)
    expect(missingPackages('browsers', () => true)).toEqual([])
    expect(missingPackages('browsers', (file) => !files.includes(file))).toEqual([
      'chromium',
      'firefox-esr',
      'iproute2',
      'fonts-noto-core',
      'fonts-noto-cjk',
    ])
  })

  test('are asked for in one line with the command to run', () => {
    expect(adviceFor(['cmake', 'g++'])).toBe(
      'Missing system packages; as root: apt-get install -y --no-install-recommends cmake g++',
    )
  })
})

test('progress is read from the last line of ninja', () => {
  expect(percentOf('[1/260] Building a\n[65/260] Building b\n')).toBe('25 %')
  expect(percentOf('ninja: Entering directory')).toBeUndefined()
})

test('a release of the system is its name and its version', () => {
  expect(parseOsRelease('PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID="12"\nID=debian\n')).toBe(
    'debian12',
  )
  expect(parseOsRelease('ID=arch\n')).toBe('arch')
})

test('a download that is not the one expected is refused', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'file')
  await writeFile(file, 'abc')
  const integrity =
    'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=='
  expect(() => checkIntegrity(file, integrity)).not.toThrow()
  expect(() => checkIntegrity(file, 'sha512-other')).toThrow(SetupError)
})

test('a fingerprint changes with a name or with what is in a file', async () => {
  await using folder = await temporaryFolder()
  const hash = () => hashContents(folder.path, filesBelow(folder.path))
  await writeFile(join(folder.path, 'a'), '1')
  const first = hash()
  await writeFile(join(folder.path, 'a'), '2')
  const second = hash()
  await writeFile(join(folder.path, 'b'), '')
  expect(new Set([first, second, hash()]).size).toBe(3)
  await writeFile(join(folder.path, 'a'), '1')
  await rm(join(folder.path, 'b'))
  expect(hash()).toBe(first)
})

test('a failed step says what failed, how its output began and ended, and what to do', () => {
  const output = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n')
  const report = new SetupError('Building failed.', { output, advice: 'Try this.' }).report()
  const lines = report.split('\n')
  expect(lines.slice(0, 2)).toEqual(['Building failed.', '  | line 0'])
  expect(lines).toContain('  | ...')
  expect(lines.slice(-2)).toEqual(['  | line 99', 'Try this.'])
  expect(lines).toHaveLength(35)
})

test('a failed step without output or advice is one line', () => {
  expect(new SetupError('Building failed.').report()).toBe('Building failed.')
})
