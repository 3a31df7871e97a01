import type { Static, TSchema } from 'typebox'

interface Common<S extends TSchema> {
  readonly variable: string
  /** One or two sentences for the sample and for `--help`. */
  readonly about: string
  readonly schema: S
  /** Its value is never shown, and there is no flag for it: command lines are public. */
  readonly secret?: true
  readonly example?: string
}

/** Without it, `fallback` is the value. */
export interface Defaulted<S extends TSchema> extends Common<S> {
  readonly kind: 'defaulted'
  readonly fallback: Static<S>
}

/** Without it, the value is computed from other settings and the machine, as `derived` says. */
export interface Derived<S extends TSchema> extends Common<S> {
  readonly kind: 'derived'
  readonly derived: string
}

/** Without it, the value is `null`. */
export interface Optional<S extends TSchema> extends Common<S> {
  readonly kind: 'optional'
}

export type Setting = Defaulted<TSchema> | Derived<TSchema> | Optional<TSchema>

export function defaulted<S extends TSchema>(options: Omit<Defaulted<S>, 'kind'>): Defaulted<S> {
  return { kind: 'defaulted', ...options }
}

export function derived<S extends TSchema>(options: Omit<Derived<S>, 'kind'>): Derived<S> {
  return { kind: 'derived', ...options }
}

export function optional<S extends TSchema>(options: Omit<Optional<S>, 'kind'>): Optional<S> {
  return { kind: 'optional', ...options }
}

/** `VISAVIS_RTC_PORT` is `--rtc-port`; secrets have none. */
export function flagOf({ variable, secret }: Setting): string | undefined {
  if (secret) return undefined
  return `--${variable
    .replace(/^VISAVIS_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`
}
