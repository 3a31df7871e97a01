/** Where the SDK tells what it does. Lines carry ids and reasons, never tokens, names or texts. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {} }
