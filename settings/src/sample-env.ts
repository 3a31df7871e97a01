import { DEFINITIONS } from './definitions.ts'
import { defaultOf, textOf, wrap } from './help-text.ts'
import type { Setting } from './setting.ts'
import { expectedOf } from './value.ts'

const WIDTH = 98

const PREAMBLE = [
  'Settings of Visavis, all of them optional. Copy what you need to `.env` or to the environment.',
  'The same names without VISAVIS_ are flags: VISAVIS_RTC_PORT=44400 is --rtc-port 44400.',
  'An unknown name or a bad value stops the process with an explanation.',
]

/** The commented sample. Written by `settings/write-sample.ts`; a test keeps it fresh. */
export function sampleEnv(): string {
  const preamble = PREAMBLE.map((line) => `# ${line}`).join('\n')
  const entries = Object.values(DEFINITIONS).map((definition) => entryOf(definition).join('\n'))
  return `${[preamble, ...entries].join('\n\n')}\n`
}

function entryOf(definition: Setting): string[] {
  const facts = `${definition.about} Expects ${expectedOf(definition.schema)}. ${defaultOf(definition)}`
  return [
    ...wrap(facts, WIDTH).map((line) => `# ${line}`),
    `#${definition.variable}=${exampleOf(definition)}`,
  ]
}

function exampleOf(definition: Setting): string {
  if (definition.example !== undefined) return definition.example
  return definition.kind === 'defaulted' ? textOf(definition.fallback) : ''
}
