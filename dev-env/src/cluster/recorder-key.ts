import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import type { ServiceProcessOptions } from './service-process.ts'

const run = promisify(execFile)
const CLI = 'signaling/src/cli.ts'

/** A new API key of the demo's tenant, made in signaling's container as docs/deployment.md says. */
export async function openRecorderKey({
  env,
  cwd,
}: Pick<ServiceProcessOptions, 'env' | 'cwd'>): Promise<string> {
  const words = ['api-key', 'create', '--tenant', 'demo', '--name', 'recorder']
  const { stdout } = await run(process.execPath, [CLI, ...words], { env, cwd })
  return stdout.trim()
}
