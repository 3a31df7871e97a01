import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'

// Rewrites the files that are made from others. Tests find those that are not up to date.
const GENERATORS = [
  'setup/complete-lock.mjs',
  'protocol/generate.ts',
  'settings/write-sample.ts',
  'client-sdk/messages/generate.ts',
]

for (const generator of GENERATORS) {
  execFileSync(process.execPath, [join(ROOT, generator)], { stdio: 'inherit' })
}
