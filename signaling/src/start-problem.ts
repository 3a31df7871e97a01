/** Errors whose messages are written for operators, by name: some are of parts that are not imported here. */
const EXPLAINED = new Set([
  'DirectoryInUseError',
  'MediaStartError',
  'PagesMissingError',
  'SettingsError',
  'StartError',
])

export interface Listening {
  readonly host: string
  readonly port: number
}

/**
 * What an operator should read when the process cannot start: one line that names what is wrong and
 * what to do. `undefined` for bugs.
 */
export function startProblem(error: unknown, { host, port }: Partial<Listening> = {}) {
  if (!(error instanceof Error)) return undefined
  if (EXPLAINED.has(error.name)) return error.message
  if ('path' in error && 'code' in error) {
    // A copy fails where it goes to.
    return fileProblem(String('dest' in error ? error.dest : error.path), error.code)
  }
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop it, or choose another port with PORT.`
    case 'EACCES':
      return `Port ${port} may not be used by this user. Choose one above 1023 with PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Choose another with VISAVIS_HOST.`
    default:
      return undefined
  }
}

/** Everything that is written at a start is below the data folder. */
function fileProblem(path: string, code: unknown): string | undefined {
  const reason = FILE_REASONS.get(code)
  return reason && `${path} ${reason}. Mend that, or choose another folder with VISAVIS_DATA_DIR.`
}

const FILE_REASONS: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'may not be used by this user'],
  ['EPERM', 'may not be used by this user'],
  ['EROFS', 'is on a file system that cannot be written'],
  ['ENOSPC', 'is on a disk that is full'],
  ['EDQUOT', 'is on a disk that is full for this user'],
  ['ENOTDIR', 'is not a folder, or not below one'],
  ['EEXIST', 'is not a folder'],
  ['ENOENT', 'cannot be made'],
])
