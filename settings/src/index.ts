export { helpText } from './help-text.ts'
export { type ParseSettingsOptions, parseSettings } from './parse-settings.ts'
export type { Settings } from './settings.ts'
export { SettingsError, type SettingsProblem } from './settings-error.ts'
