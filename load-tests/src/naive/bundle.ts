import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const bundles = new Map<string, Promise<string>>()

/**
 * A module and all that it imports as one classic script, for pages that the debugging protocol runs scripts
 * in. What it exports is the global `name` there.
 */
export function bundleScript(entry: URL, name: string): Promise<string> {
  const key = `${entry} ${name}`
  const made = bundles.get(key) ?? makeBundle(fileURLToPath(entry), name)
  bundles.set(key, made)
  return made
}

async function makeBundle(entry: string, name: string): Promise<string> {
  const outputs = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, name, formats: ['iife'], fileName: name },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  for (const output of Array.isArray(outputs) ? outputs : [outputs]) {
    if (!('output' in output)) continue
    // A declaration in a script that the protocol runs before the page's own is not a global for sure.
    return `${output.output[0].code}\nglobalThis.${name} = ${name};`
  }
  throw new Error(`${entry} gave no script`)
}
