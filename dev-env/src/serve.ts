import { enableCompileCache } from 'node:module'

// Saves every start but the first about a second.
enableCompileCache()
const { run } = await import('./run.ts')
await run('serve')
