import { DEFINITIONS } from './definitions.ts'
import { type Machine, thisMachine } from './machine.ts'
import { nearestName } from './nearest-name.ts'
import { parseArgv, type Written } from './parse-argv.ts'
import { resolveSettings } from './resolve-settings.ts'
import type { Setting } from './setting.ts'
import type { GivenSettings, Settings } from './settings.ts'
import { SettingsError, type SettingsProblem } from './settings-error.ts'
import { expectedOf, readValue } from './value.ts'

export interface ParseSettingsOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Flags after the program's name. They win over variables. */
  readonly argv?: readonly string[]
  readonly machine?: Machine
}

const VARIABLES = Object.values(DEFINITIONS).map(({ variable }) => variable)

/** Reads every setting, or throws a `SettingsError` that names all that are wrong. */
export function parseSettings(options: ParseSettingsOptions): Settings {
  const { env, argv = [], machine = thisMachine() } = options
  const flags = parseArgv(argv)
  const problems = [...unknownVariables(env), ...flags.problems]
  const given: Record<string, unknown> = {}
  for (const [key, definition] of Object.entries(DEFINITIONS)) {
    const written = flags.values.get(definition.variable) ?? fromEnv(definition, env)
    given[key] = written ? readValue(definition.schema, written.text) : absentValue(definition)
    if (written && given[key] === undefined) problems.push(badValue(definition, written))
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return resolveSettings(given as GivenSettings, machine)
}

function unknownVariables(env: ParseSettingsOptions['env']): SettingsProblem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('VISAVIS_') && !VARIABLES.includes(name))
    .map((name) => {
      const nearest = nearestName(name, VARIABLES)
      const hint = nearest ? ` Did you mean ${nearest}?` : ''
      return { name, message: `${name} is not a known setting.${hint}` }
    })
}

/** What has no default is as well left empty: files that pass variables on cannot leave them out. */
function fromEnv(
  { variable, kind }: Setting,
  env: ParseSettingsOptions['env'],
): Written | undefined {
  const text = env[variable]
  const isLeftOut = text === undefined || (text === '' && kind === 'optional')
  return isLeftOut ? undefined : { name: variable, text }
}

/** `undefined` is left to be derived. */
function absentValue(definition: Setting): unknown {
  switch (definition.kind) {
    case 'defaulted':
      return definition.fallback
    case 'optional':
      return null
    case 'derived':
      return undefined
  }
}

function badValue({ schema, secret }: Setting, { name, text }: Written): SettingsProblem {
  const shown = secret ? 'has a value that is not' : `is ${JSON.stringify(text)}, which is not`
  return { name, message: `${name} ${shown} ${expectedOf(schema)}.` }
}
