export interface SettingsProblem {
  /** The variable or flag as it was written. */
  readonly name: string
  readonly message: string
}

/** Names every setting that is wrong, its value unless that is secret, and what was expected. */
export class SettingsError extends Error {
  readonly problems: readonly SettingsProblem[]

  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.name = 'SettingsError'
    this.problems = problems
  }
}
