import { writeFile } from 'node:fs/promises'
import { sampleEnv } from './src/sample-env.ts'

await writeFile(new URL('../visavis.sample.env', import.meta.url), sampleEnv())
