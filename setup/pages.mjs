import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, hashTimes } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { ROOT } from './paths.mjs'
import { runStep } from './run-step.mjs'
import { readStamp, writeStamp } from './stamp.mjs'

const SOURCES = ['client-sdk', 'web', 'protocol']
const BUILT = join(ROOT, 'web/dist')
const STAMP = join(ROOT, '.cache/pages.stamp')

/**
 * The pages, built from the sources as they are now.
 *
 * @param {import('./prepare.mjs').Environment} environment
 */
export async function ensurePages({ node, env }) {
  if (isCurrent()) return
  await withLock(join(ROOT, '.cache/pages.lock'), async () => {
    if (isCurrent()) return
    const stamp = sourceStamp()
    await runStep({
      title: 'Building the pages',
      command: [node, join(ROOT, 'web/build.ts')],
      cwd: ROOT,
      env,
      advice: 'The output above names the source that does not build.',
    })
    writeStamp(STAMP, stamp)
  })
}

function isCurrent() {
  return existsSync(BUILT) && readStamp(STAMP) === sourceStamp()
}

function sourceStamp() {
  const files = SOURCES.flatMap((name) =>
    filesBelow(join(ROOT, name)).map((file) => join(name, file)),
  )
  const sources = files.filter((file) => !/\.test\.ts$/.test(file))
  return hashTimes(ROOT, [...sources, 'package-lock.json'])
}
