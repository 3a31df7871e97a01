import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('./enter-namespace.sh', import.meta.url))
const INTERFACE = 'ice0'
const ADDRESS = '10.77.0.1'

/** What to put before a command so that it runs in a network namespace with an address of its own. */
export const ENTER_NAMESPACE = ['/bin/sh', SCRIPT, INTERFACE, ADDRESS] as const

/** Why this machine does not allow such a namespace; `undefined` where it does. */
export function whyNoNamespace(): string | undefined {
  const [shell, ...args] = ENTER_NAMESPACE
  const { status, stderr, error } = spawnSync(shell, [...args, 'true'], { encoding: 'utf8' })
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim() || `exit code ${status}`)
}

/** The namespace's address. Fails, and says why, in a process outside of one. */
export function namespaceAddress(): string {
  const own = networkInterfaces()[INTERFACE]?.some(({ address }) => address === ADDRESS)
  if (own) return ADDRESS
  const why = whyNoNamespace() ?? 'the tests were not started through vitest.config.ts'
  throw new Error(
    `Calls with Firefox are tested in a network namespace, and there is none here: ${why}. ` +
      'Run them as root, or where user namespaces are allowed.',
  )
}
