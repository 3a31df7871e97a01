import { DEFINITIONS } from './definitions.ts'
import { nearestName } from './nearest-name.ts'
import { flagOf, type Setting } from './setting.ts'
import type { SettingsProblem } from './settings-error.ts'

/** A value, and what it was given to. */
export interface Written {
  readonly name: string
  readonly text: string
}

export interface Flags {
  /** By variable. */
  readonly values: ReadonlyMap<string, Written>
  readonly problems: readonly SettingsProblem[]
}

const BY_FLAG: ReadonlyMap<string, Setting> = new Map(
  Object.values(DEFINITIONS).flatMap((definition) => {
    const flag = flagOf(definition)
    return flag ? [[flag, definition] as const] : []
  }),
)

/** Reads `--port 3000`, `--port=3000` and, for true or false, `--https` alone. */
export function parseArgv(argv: readonly string[]): Flags {
  const values = new Map<string, Written>()
  const problems: SettingsProblem[] = []
  const rest = [...argv]
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [flag, inline] = split(argument)
    const definition = BY_FLAG.get(flag)
    if (!definition) {
      problems.push(unknownFlag(flag))
      // What follows is most likely its value: one mistake, one complaint.
      if (isFlag(flag) && inline === undefined && rest[0] && !isFlag(rest[0])) rest.shift()
      continue
    }
    const text = inline ?? (isSwitch(definition) ? 'true' : rest.shift())
    if (text === undefined) problems.push({ name: flag, message: `${flag} needs a value.` })
    else values.set(definition.variable, { name: flag, text })
  }
  return { values, problems }
}

function split(argument: string): [flag: string, inline?: string] {
  const equals = argument.indexOf('=')
  return equals < 0 ? [argument] : [argument.slice(0, equals), argument.slice(equals + 1)]
}

function isFlag(argument: string): boolean {
  return argument.startsWith('-')
}

function isSwitch({ schema }: Setting): boolean {
  return 'type' in schema && schema.type === 'boolean'
}

function unknownFlag(flag: string): SettingsProblem {
  const nearest = nearestName(flag, [...BY_FLAG.keys()])
  const hint = nearest ? ` Did you mean ${nearest}?` : ' Run with --help for the list.'
  return { name: flag, message: `${flag} is not a known flag.${hint}` }
}
