import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { runStep } from './run-step.mjs'

const ADVICE =
  'docs/installation.md, "The media worker", says what the build needs and how to bring a worker of your own.'

/**
 * Builds the worker from the npm package and moves it into place whole.
 *
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.folder where to keep it
 * @param {string} options.native the build's sources
 * @param {string} options.mediasoup the package's folder
 */
export async function buildWorker({ env, folder, native, mediasoup }) {
  mkdirSync(dirname(folder), { recursive: true })
  const build = mkdtempSync(`${folder}-`)
  try {
    await runStep({
      title: 'Configuring the media worker',
      command: ['cmake', '-G', 'Ninja', '-S', native, '-B', build, `-DMEDIASOUP=${mediasoup}`],
      env,
      advice: ADVICE,
    })
    await runStep({
      title: 'Building the media worker, once',
      command: ['ninja', '-C', build, '-j', String(availableParallelism())],
      env: { ...env, NINJA_STATUS: '[%f/%t] ' },
      advice: ADVICE,
      detailOf: percentOf,
    })
    mkdirSync(folder, { recursive: true })
    renameSync(join(build, 'mediasoup-worker'), join(folder, 'mediasoup-worker'))
  } finally {
    rmSync(build, { recursive: true, force: true })
  }
}

/**
 * @param {string} output of ninja, as `[42/338] Building CXX object ...`
 * @returns {string | undefined}
 */
export function percentOf(output) {
  const last = [...output.matchAll(/\[(\d+)\/(\d+)\]/g)].at(-1)
  return last ? `${Math.floor((100 * Number(last[1])) / Number(last[2]))} %` : undefined
}
