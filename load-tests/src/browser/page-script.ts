import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const IMPORT = /^import[^']*'[^']+'$/gm
const EXPORT = /^export (?=(async )?(function|const) )/gm

/**
 * Source of a classic script: the modules one after the other, dependencies first, then `last`. It runs in
 * any page through the debugging protocol, whatever the page's content security policy allows. Reading the
 * files instead of `Function.toString()` keeps it independent of what a test runner makes of imports.
 */
export function pageScript(modules: readonly URL[], last: string): string {
  const sources = modules.map((url) => {
    const source = stripTypeScriptTypes(readFileSync(url, 'utf8'))
    return source.replaceAll(IMPORT, '').replaceAll(EXPORT, '')
  })
  return `(() => {\n${sources.join('\n')}\n${last}\n})()`
}
