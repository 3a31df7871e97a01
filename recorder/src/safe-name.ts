import { VisavisError } from '@visavis/protocol'

const SAFE = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/

/** A name that stays where it is put. Throws `invalid-request` for `../`, separators and whatever else leads elsewhere. */
export function safeName(name: string): string {
  if (SAFE.test(name)) return name
  throw new VisavisError('invalid-request', { detail: 'This is no name of a recording or file.' })
}

/** The same for names with folders, separated by slashes. */
export function safePath(path: string): string {
  for (const name of path.split('/')) safeName(name)
  return path
}
