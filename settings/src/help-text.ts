import { DEFINITIONS } from './definitions.ts'
import { flagOf, type Setting } from './setting.ts'
import { expectedOf } from './value.ts'

const WIDTH = 88

/** What `--help` prints: every setting as a flag and as a variable. */
export function helpText(command: string): string {
  const entries = Object.values(DEFINITIONS).map((definition) => entryOf(definition).join('\n'))
  return [`Usage: ${command} [flags]`, ...entries, ''].join('\n\n')
}

function entryOf(definition: Setting): string[] {
  const flag = flagOf(definition)
  const facts = `Expects ${expectedOf(definition.schema)}. ${defaultOf(definition)}`
  return [
    flag ? `  ${flag}, ${definition.variable}` : `  ${definition.variable}`,
    ...wrap(definition.about, WIDTH).map((line) => `      ${line}`),
    ...wrap(facts, WIDTH).map((line) => `      ${line}`),
  ]
}

/** What stands when the setting is absent, as a sentence. */
export function defaultOf(definition: Setting): string {
  switch (definition.kind) {
    case 'defaulted':
      return `Default: ${textOf(definition.fallback) || 'none'}.`
    case 'derived':
      return `Default: ${definition.derived}.`
    case 'optional':
      return 'Default: none.'
  }
}

/** The text that reads back as this value. */
export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value)
}

/** Lines of at most `width` characters, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && line.length + word.length >= width) {
      lines.push(line)
      line = ''
    }
    line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
