import type { Static, TSchema } from 'typebox'
import type { DEFINITIONS } from './definitions.ts'
import type { Derived, Optional } from './setting.ts'

type Definitions = typeof DEFINITIONS

type ValueOf<D> =
  D extends Optional<infer S extends TSchema>
    ? Static<S> | null
    : D extends { readonly schema: infer S extends TSchema }
      ? Static<S>
      : never

/** Every setting, checked and complete; `null` where an optional one is absent. */
export type Settings = { readonly [K in keyof Definitions]: ValueOf<Definitions[K]> } & {
  /** Choices that were made for the operator and that they should read, one line each. */
  readonly notes: readonly string[]
}

/** Checked, with what is derived from the rest still open. */
export type GivenSettings = {
  readonly [K in keyof Definitions]:
    | ValueOf<Definitions[K]>
    | (Definitions[K] extends Derived<TSchema> ? undefined : never)
}
