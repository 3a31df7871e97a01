import { writeFile } from 'node:fs/promises'
import { browserChecks, GENERATED_CHECKS } from './src/browser-checks.ts'

// Writes the checks that browsers use. Run it after a change of a schema; a test notices when it was not.
await writeFile(GENERATED_CHECKS, browserChecks())
