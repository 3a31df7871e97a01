import { runCheck, STATIC_CHECKS, UNIT_TESTS } from './checks.mjs'

// Stops at the first that fails.
for (const check of [...STATIC_CHECKS, UNIT_TESTS]) {
  if (await runCheck(check)) continue
  process.stdout.write(`verify failed: ${check.name}\n`)
  process.exit(1)
}
